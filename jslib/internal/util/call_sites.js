'use strict';

// util.getCallSites: the caller's stack, as data.

const { BuiltinModule } = require('bootstrap/realm');
const { captureSites } = require('internal/errors/capture');
const { getOptionValue } = require('internal/options');
const { validateBoolean, validateInteger, validateObject } = require('internal/validators');

const MAX_FRAMES = 200;
const SOURCE_MAPS = 'internal/source_map/source_map_cache';

function describe(site) {
  const columnNumber = site.getColumnNumber();
  return {
    __proto__: null,
    functionName: site.getFunctionName() ?? '',
    scriptId: '0', // Scripts have no numbers here.
    scriptName: site.getFileName() ?? '',
    lineNumber: site.getLineNumber(),
    columnNumber,
    column: columnNumber,
  };
}

// Where the frame is in the source that the script was made of, if that is known.
function toOriginal(site) {
  if (!BuiltinModule.exists(SOURCE_MAPS)) return site;
  const entry = require(SOURCE_MAPS).findSourceMap(site.scriptName)
    ?.findEntry(site.lineNumber - 1, site.columnNumber - 1);
  if (!entry?.originalSource) return site;
  const columnNumber = entry.originalColumn + 1;
  return {
    __proto__: null,
    functionName: entry.name || site.functionName,
    scriptName: entry.originalSource,
    lineNumber: entry.originalLine + 1,
    column: columnNumber,
    columnNumber,
  };
}

function getCallSites(frameCount = 10, options) {
  if (options === undefined && typeof frameCount === 'object') {
    options = frameCount;
    frameCount = 10;
    validateObject(options, 'options');
  } else if (options !== undefined) {
    validateObject(options, 'options');
  }
  const sourceMap = options?.sourceMap;
  if (sourceMap !== undefined) validateBoolean(sourceMap, 'options.sourceMap');
  validateInteger(frameCount, 'frameCount', 1, MAX_FRAMES);

  const mapped = sourceMap === true || (sourceMap !== false && getOptionValue('--enable-source-maps'));
  const sites = captureSites(frameCount, getCallSites);
  const result = [];
  for (let i = 0; i < sites.length && i < frameCount; i++) {
    const site = describe(sites[i]);
    result[i] = mapped ? toOriginal(site) : site;
  }
  return result;
}

module.exports = { getCallSites };
