'use strict';

// vm.SourceTextModule and vm.SyntheticModule. The engine keeps module records by
// number, in the realm of their context; which modules a record's requests mean
// is told to it here, so that it never asks for a name.
//
// Binding ops (engine), all with the anchor of the realm:
//   vmCompile(anchor, source, name, meta): number        the object meta is import.meta
//   vmSynthetic(anchor, name, exports, evaluate): number
//   vmRequests(id): string[], vmLink(id, ids)
//   vmInstantiate(anchor, id), vmEvaluate(anchor, id): promise, vmNamespace(anchor, id)
//   vmSetExport(anchor, id, name, value): boolean        whether there is one of that name
//   vmStatus(id): number, vmError(id), vmAwaits(id): boolean

const {
  ArrayIsArray,
  ArrayPrototypeForEach,
  ArrayPrototypeIndexOf,
  ArrayPrototypeMap,
  ArrayPrototypeSome,
  ObjectDefineProperty,
  ObjectFreeze,
  ObjectGetPrototypeOf,
  ObjectSetPrototypeOf,
  Promise,
  PromisePrototypeThen,
  PromiseReject,
  ReferenceError,
  ReflectApply,
  RegExpPrototypeExec,
  SafePromiseAllReturnArrayLike,
  SafeSet,
  StringPrototypeStartsWith,
  Symbol,
  SymbolToStringTag,
  SyntaxError,
  TypeError,
  hardenRegExp,
} = primordials;

const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_ARG_VALUE,
    ERR_INVALID_THIS,
    ERR_MODULE_LINK_MISMATCH,
    ERR_VM_MODULE_ALREADY_LINKED,
    ERR_VM_MODULE_CACHED_DATA_REJECTED,
    ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA,
    ERR_VM_MODULE_DIFFERENT_CONTEXT,
    ERR_VM_MODULE_LINK_FAILURE,
    ERR_VM_MODULE_NOT_MODULE,
    ERR_VM_MODULE_STATUS,
  },
} = require('internal/errors');
const { customInspectSymbol, emitExperimentalWarning, getConstructorOf, kEmptyObject } = require('internal/util');
const {
  validateArray,
  validateBoolean,
  validateBuffer,
  validateFunction,
  validateInt32,
  validateObject,
  validateString,
  validateUint32,
} = require('internal/validators');
const attributes = require('internal/modules/esm/attributes');
const { codeOfModule } = require('internal/vm/code_cache');
const { contextOf, isContext } = require('internal/vm/contexts');
const { kWrap, markedModuleName, validateImporter } = require('internal/vm/dynamic_import');
const { run } = require('internal/vm/run');
const { compileModule, shifted } = require('internal/vm/script');

const engine = internalBinding('engine');

const kLink = Symbol('kLink');
const statuses = ['unlinked', 'linking', 'linked', 'evaluating', 'evaluated', 'evaluated'];

let moduleId = 0;

function nextIdentifier(context) {
  return `vm:module(${context === undefined ? moduleId++ : contextOf(context).modules++})`;
}

// The record of a module: what the engine knows of it, and what it means.
class Record {
  constructor(id, name, context) {
    this.id = id;
    this.name = name;
    this.context = context;
    this.anchor = context === undefined ? undefined : contextOf(context).anchor;
    this.requests = undefined; // { specifier, attributes }[] of text
    this.linked = undefined; // records, in the order of the requests
    this.linking = false;
    this.identifier = undefined;
    this.initializeMeta = undefined;
    this.error = undefined; // of linking
  }

  get status() {
    if (this.error !== undefined) return 'errored';
    const status = engine.vmStatus(this.id);
    if (status < 0) return 'errored';
    return status === 0 && this.linking ? 'linking' : statuses[status];
  }
}

function recordOf(module) {
  if (module === null || (typeof module !== 'object' && typeof module !== 'function') || module[kWrap] === undefined) {
    throw new ERR_INVALID_THIS('Module');
  }
  return module[kWrap];
}

class Module {
  constructor(options, make) {
    emitExperimentalWarning('VM Modules');
    if (new.target === Module) throw new TypeError('Module is not a constructor');
    const { context } = options;
    let { identifier } = options;
    if (context !== undefined) {
      validateObject(context, 'context');
      if (!isContext(context)) throw new ERR_INVALID_ARG_TYPE('options.context', 'vm.Context', context);
    }
    if (identifier !== undefined) validateString(identifier, 'options.identifier');
    else identifier = nextIdentifier(context);
    this[kWrap] = make(this, identifier, context);
    this[kWrap].identifier = identifier;
  }

  get identifier() { return recordOf(this).identifier; }

  get context() { return recordOf(this).context; }

  get namespace() {
    const record = recordOf(this);
    const { status } = record;
    if (status === 'unlinked' || status === 'linking') throw new ERR_VM_MODULE_STATUS('must not be unlinked or linking');
    return engine.vmNamespace(record.anchor, record.id);
  }

  get status() { return recordOf(this).status; }

  get error() {
    const record = recordOf(this);
    if (record.status !== 'errored') throw new ERR_VM_MODULE_STATUS('must be errored');
    return record.error !== undefined ? record.error.value : engine.vmError(record.id);
  }

  async link(linker) {
    const record = recordOf(this);
    validateFunction(linker, 'linker');
    if (record.status === 'linked') throw new ERR_VM_MODULE_ALREADY_LINKED();
    if (record.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    await this[kLink](linker);
    instantiate(record);
  }

  // Not async: what has nothing to wait for has ended when this returns.
  evaluate(options = kEmptyObject) {
    try {
      const record = recordOf(this);
      validateObject(options, 'options');
      const { timeout, breakOnSigint = false } = options;
      if (timeout !== undefined) validateUint32(timeout, 'options.timeout', true);
      validateBoolean(breakOnSigint, 'options.breakOnSigint');
      const { status } = record;
      if (status !== 'linked' && status !== 'evaluated' && status !== 'errored') {
        throw new ERR_VM_MODULE_STATUS('must be one of linked, evaluated, or errored');
      }
      const context = record.context === undefined ? undefined : contextOf(record.context);
      const evaluated = run({ __proto__: null, timeout, breakOnSigint, displayErrors: false },
                            () => engine.vmEvaluate(record.anchor, record.id), undefined, context);
      if (!context?.microtasksAfterEvaluate) return evaluated;
      // To wait for a promise of the context would wait for its queue to be served.
      return new Promise((resolve, reject) => PromisePrototypeThen(evaluated, resolve, reject));
    } catch (err) {
      return PromiseReject(err);
    }
  }

  [customInspectSymbol](depth, options) {
    recordOf(this);
    if (typeof depth === 'number' && depth < 0) return this;
    const constructor = getConstructorOf(this) || Module;
    const shown = { __proto__: { constructor } };
    shown.status = this.status;
    shown.identifier = this.identifier;
    shown.context = this.context;
    ObjectSetPrototypeOf(shown, ObjectGetPrototypeOf(this));
    ObjectDefineProperty(shown, SymbolToStringTag, { __proto__: null, value: constructor.name, configurable: true });
    const { inspect } = require('internal/util/inspect');
    return inspect(shown, { ...options, customInspect: false });
  }
}

function isModule(value) {
  return value !== null && typeof value === 'object' && value[kWrap] !== undefined;
}

// reachable lists the records of a graph, without those that are linked already.
function reachable(root) {
  const seen = new SafeSet([root]);
  for (const record of seen) {
    if (record.linked !== undefined) ArrayPrototypeForEach(record.linked, (dep) => { seen.add(dep); });
  }
  return seen;
}

class SourceTextModule extends Module {
  #text;
  #requests;
  #specifiers;

  constructor(sourceText, options = kEmptyObject) {
    validateString(sourceText, 'sourceText');
    validateObject(options, 'options');
    const { lineOffset = 0, columnOffset = 0, initializeImportMeta, importModuleDynamically, cachedData } = options;
    validateInt32(lineOffset, 'options.lineOffset');
    validateInt32(columnOffset, 'options.columnOffset');
    if (initializeImportMeta !== undefined) validateFunction(initializeImportMeta, 'options.initializeImportMeta');
    validateImporter(importModuleDynamically);
    if (cachedData !== undefined) validateBuffer(cachedData, 'options.cachedData');
    const source = shifted(sourceText, lineOffset, columnOffset);
    let text;
    super(options, (module, identifier, context) => {
      const anchor = context === undefined ? undefined : contextOf(context).anchor;
      const name = markedModuleName(identifier, importModuleDynamically, module);
      const meta = { __proto__: null };
      const compiled = compileModule(source, name, identifier, anchor, meta, cachedData);
      if (compiled.id < 0) throw new ERR_VM_MODULE_CACHED_DATA_REJECTED();
      ({ text } = compiled);
      const record = new Record(compiled.id, name, context);
      if (initializeImportMeta !== undefined) {
        record.initializeMeta = () => ReflectApply(initializeImportMeta, undefined, [meta, module]);
      }
      record.requests = ArrayPrototypeMap(engine.vmRequests(record.id), (marked) => {
        const { specifier, attributes: given } = attributes.split(marked);
        return ObjectFreeze({ __proto__: null, specifier, attributes: ObjectFreeze(given), phase: 'evaluation' });
      });
      return record;
    });
    this.#text = text;
  }

  // The records of the linker's answers, asked at once and waited for together.
  async [kLink](linker) {
    const record = recordOf(this);
    record.linking = true;
    try {
      const modules = await SafePromiseAllReturnArrayLike(record.requests, async ({ specifier, attributes: given }) => {
        const module = await linker(specifier, this, { attributes: given, assert: given });
        if (!isModule(module)) throw new ERR_VM_MODULE_NOT_MODULE();
        const dep = module[kWrap];
        if (dep.context !== record.context) throw new ERR_VM_MODULE_DIFFERENT_CONTEXT();
        if (dep.status === 'errored') {
          throw new ERR_VM_MODULE_LINK_FAILURE(`request for '${specifier}' resolved to an errored module`, module.error);
        }
        if (dep.status === 'unlinked' && dep.linked === undefined) await module[kLink](linker);
        return dep;
      });
      setLinked(record, modules);
      initialiseMeta(record);
    } catch (err) {
      record.error = { __proto__: null, value: err };
      throw err;
    }
  }

  linkRequests(modules) {
    const record = recordOf(this);
    if (record.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    validateArray(modules, 'modules');
    const records = ArrayPrototypeMap(modules, (module) => {
      if (!isModule(module)) throw new ERR_VM_MODULE_NOT_MODULE();
      if (module[kWrap].context !== record.context) throw new ERR_VM_MODULE_DIFFERENT_CONTEXT();
      return module[kWrap];
    });
    if (records.length !== record.requests.length) {
      throw new ERR_MODULE_LINK_MISMATCH(
        `Expected ${record.requests.length} modules, got ${records.length}`);
    }
    setLinked(record, records);
  }

  instantiate() {
    const record = recordOf(this);
    if (record.status !== 'unlinked') throw new ERR_VM_MODULE_STATUS('must be unlinked');
    for (const dep of reachable(record)) {
      const { linked, requests, identifier } = dep;
      if (linked !== undefined || dep !== record && (requests === undefined || requests.length === 0)) continue;
      throw new ERR_VM_MODULE_LINK_FAILURE(requests.length === 0 ?
        `module '${identifier}' is not linked` :
        `request for '${requests[0].specifier}' can not be resolved on module '${identifier}' that is not linked`);
    }
    for (const dep of reachable(record)) initialiseMeta(dep);
    instantiate(record);
  }

  get moduleRequests() {
    const record = recordOf(this);
    return this.#requests ??= ObjectFreeze(ArrayPrototypeMap(record.requests, (request) => request));
  }

  get dependencySpecifiers() {
    recordOf(this);
    return this.#specifiers ??= ObjectFreeze(ArrayPrototypeMap(this.moduleRequests, ({ specifier }) => specifier));
  }

  hasTopLevelAwait() {
    return engine.vmAwaits(recordOf(this).id);
  }

  hasAsyncGraph() {
    const record = recordOf(this);
    if (record.status === 'unlinked' || record.status === 'linking') throw new ERR_VM_MODULE_STATUS('must be instantiated');
    for (const dep of reachable(record)) {
      if (engine.vmAwaits(dep.id)) return true;
    }
    return false;
  }

  createCachedData() {
    const { status } = recordOf(this);
    if (status === 'evaluating' || status === 'evaluated' || status === 'errored') {
      throw new ERR_VM_MODULE_CANNOT_CREATE_CACHED_DATA();
    }
    return codeOfModule(this.#text);
  }
}

const missingExport = hardenRegExp(/^Could not find export '(.*)' in module '(.*?)'?$/s);

// instantiate links the graph; an export that is missing is said in V8's words.
function instantiate(record) {
  try {
    engine.vmInstantiate(record.anchor, record.id);
  } catch (err) {
    const found = typeof err?.message === 'string' ? RegExpPrototypeExec(missingExport, err.message) : null;
    if (found === null) throw err;
    throw new SyntaxError(
      `The requested module '${requestOf(record, found[2])}' does not provide an export named '${found[1]}'`);
  }
}

// requestOf is the specifier under which the graph imports a module whose name
// begins so: the engine cuts long names off.
function requestOf(root, name) {
  for (const { linked, requests } of reachable(root)) {
    for (let i = 0; linked !== undefined && i < linked.length; i++) {
      if (StringPrototypeStartsWith(linked[i].name, name)) return requests[i].specifier;
    }
  }
  return name;
}

function setLinked(record, records) {
  record.linked = records;
  engine.vmLink(record.id, ArrayPrototypeMap(records, ({ id }) => id));
}

// import.meta is filled in once, before the module can run.
function initialiseMeta(record) {
  const { initializeMeta } = record;
  record.initializeMeta = undefined;
  if (initializeMeta !== undefined) initializeMeta();
}

class SyntheticModule extends Module {
  constructor(exportNames, evaluateCallback, options = kEmptyObject) {
    if (!ArrayIsArray(exportNames) || ArrayPrototypeSome(exportNames, (name) => typeof name !== 'string')) {
      throw new ERR_INVALID_ARG_TYPE('exportNames', 'Array of unique strings', exportNames);
    }
    ArrayPrototypeForEach(exportNames, (name, i) => {
      if (ArrayPrototypeIndexOf(exportNames, name, i + 1) !== -1) {
        throw new ERR_INVALID_ARG_VALUE(`exportNames.${name}`, name, 'is duplicated');
      }
    });
    validateFunction(evaluateCallback, 'evaluateCallback');
    validateObject(options, 'options');
    super(options, (module, identifier, context) => {
      const anchor = context === undefined ? undefined : contextOf(context).anchor;
      const name = markedModuleName(identifier, undefined, module);
      const id = engine.vmSynthetic(anchor, name, exportNames, () => { ReflectApply(evaluateCallback, module, []); });
      engine.vmInstantiate(anchor, id); // It has nothing to link.
      return new Record(id, name, context);
    });
  }

  async link(linker) {
    recordOf(this);
    validateFunction(linker, 'linker');
  }

  async [kLink]() {}

  setExport(name, value) {
    const record = recordOf(this);
    validateString(name, 'name');
    if (!engine.vmSetExport(record.anchor, record.id, name, value)) {
      throw new ReferenceError(`Export '${name}' is not defined in module`);
    }
  }
}

module.exports = { Module, SourceTextModule, SyntheticModule };
