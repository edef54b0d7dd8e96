'use strict';

// How files are loaded, by extension: '.js' for all that is a program, '.json',
// and '.node', which cannot be.

const {
  JSONParse,
  StringPrototypeEndsWith,
} = primordials;

const { stripBOM } = require('internal/modules/helpers');
const { formatOfPath } = require('internal/modules/esm/get_format');
const hooks = require('internal/modules/customization_hooks');

// The source and format of a file, through the load hooks where there are some.
function loadSource(Module, module, filename, format) {
  const { kFormat, kURL } = require('internal/modules/cjs/loader');
  if (hooks.hasLoadHooks()) return hooks.loadForRequire(module, filename, module[kURL], module[kFormat] ?? format);
  return { __proto__: null, source: require('fs').readFileSync(filename, 'utf8'), format: module[kFormat] ?? format };
}

// What Node gives no format: the source will tell.
function formatOf(filename) {
  if (filename[0] !== '/') return undefined; // a URL that only hooks know
  const format = formatOfPath(filename, false);
  if (format !== undefined) return format;
  return StringPrototypeEndsWith(filename, '.ts') || StringPrototypeEndsWith(filename, '.tsx') || StringPrototypeEndsWith(filename, '.jsx') ?
    'typescript' : undefined;
}

function register(Module) {
  Module._extensions['.js'] = function(module, filename) {
    const { source, format } = loadSource(Module, module, filename, formatOf(filename));
    module._compile(source, filename, format === 'json' ? undefined : format);
  };

  Module._extensions['.json'] = function(module, filename) {
    const { source } = loadSource(Module, module, filename, 'json');
    try {
      module.exports = JSONParse(stripBOM(source));
    } catch (err) {
      err.message = `${filename}: ${err.message}`;
      throw err;
    }
  };

  Module._extensions['.node'] = function(module, filename) {
    // Throws: machine code would run outside of the sandbox.
    return process.dlopen(module, filename);
  };
}

module.exports = { register };
