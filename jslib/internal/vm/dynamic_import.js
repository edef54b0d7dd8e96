'use strict';

// import() in code that a program has compiled itself. The engine knows the
// importer by the file's name alone, so that what comes of node:vm is compiled
// under a marked name: name \x01 number. Stacks leave the mark out.
//
// Binding ops (engine):
//   setImporter(fn(specifier, base): promise)     asked for what has a mark in its name
//   traceImports()                                asked for every import() from here on

const {
  PromisePrototypeThen,
  PromiseReject,
  PromiseResolve,
  ReflectApply,
  SafeMap,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  Symbol,
} = primordials;

const {
  ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING,
  ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG,
  ERR_VM_MODULE_NOT_MODULE,
} = require('internal/errors').codes;
const { getOptionValue } = require('internal/options');
const { isModuleNamespaceObject } = require('internal/util/types');
const { validateFunction } = require('internal/validators');
const attributes = require('internal/modules/esm/attributes');

const USE_MAIN_CONTEXT_DEFAULT_LOADER = Symbol('vm_dynamic_import_main_context_default');

const kMark = '\x01';

// By number: { callback, referrer }; callback is undefined for what may not
// import, and the symbol for the loader of the program.
const importers = new SafeMap();
let count = 0;

// Text without the word can import nothing, whatever it computes: eval() of it
// has a name of its own.
function mayImport(source) {
  return StringPrototypeIncludes(source, 'import');
}

// markedName is the name under which code is to be compiled. The referrer is
// what the callback gets as such; of(…) sets it when it is not made yet.
function markedName(filename, source, callback, referrer) {
  if (!mayImport(source)) return { __proto__: null, name: filename, of() {} };
  const id = callback === undefined ? 0 : ++count;
  if (!importers.has(id)) importers.set(id, { __proto__: null, callback, referrer });
  return {
    __proto__: null,
    name: `${filename}${kMark}${id}`,
    of(made) { if (id !== 0) importers.get(id).referrer = made; },
  };
}

// markedModuleName is the same for a module: it needs a name that no other has.
function markedModuleName(identifier, callback, module) {
  const id = ++count;
  if (callback !== undefined) importers.set(id, { __proto__: null, callback, referrer: module });
  return `${identifier}${kMark}${id}`;
}

function validateImporter(importModuleDynamically) {
  if (importModuleDynamically === undefined || importModuleDynamically === USE_MAIN_CONTEXT_DEFAULT_LOADER) return;
  validateFunction(importModuleDynamically, 'options.importModuleDynamically');
}

const kWrap = Symbol('kWrap'); // vm.Module has it

// namespaceOf is the namespace of what a callback answered with.
function namespaceOf(answer) {
  if (isModuleNamespaceObject(answer)) return answer;
  if (answer === null || typeof answer !== 'object' || typeof answer[kWrap] !== 'object') throw new ERR_VM_MODULE_NOT_MODULE();
  if (answer.status === 'errored') throw answer.error;
  return answer.namespace;
}

let traces = false;
let importChannel;

// traceImports lets the channel module.import hear of every import().
function traceImports() {
  if (traces) return;
  traces = true;
  importChannel = require('diagnostics_channel').tracingChannel('module.import');
  internalBinding('engine').traceImports();
}

function importTraced(marked, base) {
  const { baseToHref } = require('internal/modules/urls');
  const { importModule } = require('internal/modules/esm/loader');
  const { specifier, attributes: given } = attributes.split(marked);
  const parentURL = baseToHref(base);
  if (!importChannel.hasSubscribers) return importModule(specifier, parentURL, given);
  return importChannel.tracePromise(importModule, { __proto__: null, parentURL, url: specifier },
                                    undefined, specifier, parentURL, given);
}

function importMarked(marked, base) {
  const at = StringPrototypeIndexOf(base, kMark);
  if (at === -1) return importTraced(marked, base);
  const filename = StringPrototypeSlice(base, 0, at);
  const { callback, referrer } = importers.get(+StringPrototypeSlice(base, at + 1)) ?? kEmpty;
  if (callback === undefined) return PromiseReject(new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING());
  const { specifier, attributes: given } = attributes.split(marked);
  if (callback === USE_MAIN_CONTEXT_DEFAULT_LOADER) {
    const { baseToHref } = require('internal/modules/urls');
    return require('internal/modules/esm/loader').importModule(specifier, baseToHref(filename), given);
  }
  if (!getOptionValue('--experimental-vm-modules')) {
    return PromiseReject(new ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG());
  }
  let answer;
  try {
    answer = ReflectApply(callback, undefined, [specifier, referrer, given, 'evaluation']);
  } catch (err) {
    return PromiseReject(err);
  }
  return PromisePrototypeThen(PromiseResolve(answer), namespaceOf);
}
const kEmpty = { __proto__: null, callback: undefined, referrer: undefined };

internalBinding('engine').setImporter(importMarked);

module.exports = { USE_MAIN_CONTEXT_DEFAULT_LOADER, kWrap, markedModuleName, markedName, traceImports, validateImporter };
