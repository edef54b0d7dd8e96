'use strict';

// TypeScript and JSX. The host compiles them (esbuild); the source map goes to
// the table of the isolate, so that stacks show what was written.
//
// Unlike Node, which only erases types, everything is compiled: enums,
// namespaces, parameter properties, JSX. The nearest tsconfig.json is read for
// jsx* and experimentalDecorators, where the file uses them.
//
// Binding ops: module.transform(source: string, filename: string): { code, map }

const { StringPrototypeRepeat } = primordials;

const { codes: { ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING } } = require('internal/errors');
const { setArrowMessage } = require('internal/errors');
const { isUnderNodeModules } = require('internal/util');
const { validateObject, validateOneOf, validateString } = require('internal/validators');
const { registerGenerated } = require('internal/source_map/source_map_cache');

const formats = {
  '__proto__': null,
  'module-typescript': 'module',
  'commonjs-typescript': 'commonjs',
  'typescript': undefined,
};

function isTypeScriptFormat(format) {
  return typeof format === 'string' && format in formats;
}

// The format of what comes out.
function outputFormat(format) {
  return formats[format];
}

function transform(source, filename) {
  try {
    return internalBinding('module').transform(source, filename);
  } catch (err) {
    const { location } = err;
    if (location !== undefined) {
      delete err.location;
      const { file, line, column, text, length } = location;
      const margin = StringPrototypeRepeat(' ', column - 1);
      setArrowMessage(err, `${file}:${line}\n${text}\n${margin}${StringPrototypeRepeat('^', length > 0 ? length : 1)}\n`);
    }
    throw err;
  }
}

// compileTypeScript returns JavaScript. name is what the engine will know the
// module by: its path, or its URL.
function compileTypeScript(source, filename, name) {
  if (isUnderNodeModules(filename)) throw new ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING(filename);
  const { code, map } = transform(source, filename);
  registerGenerated(name, map);
  return code;
}

const kEmpty = { __proto__: null };

// stripTypeScriptTypes is module.stripTypeScriptTypes. The code is compiled in
// either mode; that positions stay is not promised in mode 'strip'.
function stripTypeScriptTypes(code, options = kEmpty) {
  validateString(code, 'code');
  validateObject(options, 'options');
  const { sourceMap = false, sourceUrl = '', mode = 'strip' } = options;
  validateOneOf(mode, 'options.mode', ['strip', 'transform']);
  validateString(sourceUrl, 'options.sourceUrl');
  if (mode === 'strip') validateOneOf(sourceMap, 'options.sourceMap', [false, undefined]);
  process.emitWarning('stripTypeScriptTypes is an experimental feature and might change at any time', 'ExperimentalWarning');
  const { code: output, map } = transform(code, sourceUrl === '' ? 'code.ts' : `${sourceUrl}.ts`);
  if (sourceMap) {
    const base64 = require('buffer').Buffer.from(map).toString('base64');
    return `${output}\n\n//# sourceMappingURL=data:application/json;base64,${base64}`;
  }
  return sourceUrl === '' ? output : `${output}\n\n//# sourceURL=${sourceUrl}`;
}

module.exports = { compileTypeScript, isTypeScriptFormat, outputFormat, stripTypeScriptTypes };
