'use strict';

// The loader of ES modules. The engine links and runs graphs by itself and asks
// two questions while it does, both answered here and at once: what a specifier
// means, and what a module's text is.
//
// Binding ops (engine):
//   setModuleHooks(resolve(specifier, base): string, load(name): { source, meta } | { exports, evaluate })
//   importModule(name: string): promise of the namespace
//   evaluateModule(name: string): promise       loads, links, runs; needs no turn of the loop
//   getNamespace(name: string): namespace | undefined

const {
  ArrayPrototypeIncludes,
  ArrayPrototypePop,
  ArrayPrototypePush,
  ArrayPrototypePushApply,
  PromisePrototypeThen,
  SafeMap,
  SafeSet,
  StringPrototypeStartsWith,
} = primordials;

const engine = internalBinding('engine');
const attributes = require('internal/modules/esm/attributes');
const { defaultLoad } = require('internal/modules/esm/load');
const { codes: { ERR_REQUIRE_CYCLE_MODULE } } = require('internal/errors');
const { defaultResolve, withoutTail } = require('internal/modules/esm/resolve');
const { translate } = require('internal/modules/esm/translators');
const { getImportConditions } = require('internal/modules/helpers');
const { baseToHref, hrefToPath } = require('internal/modules/urls');
const chain = require('internal/modules/async_hooks_chain');
const hooks = require('internal/modules/customization_hooks');

// What is known of a URL before the engine asks for it: { format, attributes,
// source, isMain }.
const pending = new SafeMap();

// What each module imports, by `${base}\0${specifier}`: the same specifier means
// the same module for ever.
const resolved = new SafeMap();

// The modules that each module imports, and those that wait at their top level.
const imports = new SafeMap();
const waiting = new SafeSet();

// mayWait tells whether the module, or one that it imports, waits at its top level.
function mayWait(name) {
  const seen = new SafeSet();
  const todo = [name];
  while (todo.length > 0) {
    const next = ArrayPrototypePop(todo);
    if (waiting.has(next)) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    const list = imports.get(next);
    if (list !== undefined) ArrayPrototypePushApply(todo, list);
  }
  return false;
}

// resolveSync returns { url, format, importAttributes }.
function resolveSync(specifier, parentURL, importAttributes) {
  const context = { __proto__: null, conditions: getImportConditions(), importAttributes, parentURL };
  if (!hasResolveHooks()) return defaultResolve(specifier, context);
  context.conditions = [...context.conditions];
  const last = (asked, given) => defaultResolve(asked, {
    __proto__: null, ...given, conditions: hooks.conditionsOf(given, getImportConditions()),
  });
  const registered = chain.has('resolve') ? (asked, given) => chain.run('resolve', asked, given, last) : last;
  return hooks.hasResolveHooks() ? hooks.runResolveHooks(specifier, context, registered) : registered(specifier, context);
}

const hasResolveHooks = () => hooks.hasResolveHooks() || chain.has('resolve');

// resolveToName returns the name under which the engine shall know the module,
// and notes what its loading will need.
function resolveToName(marked, parentURL) {
  const key = `${parentURL}\x00${marked}`;
  // Hooks are asked anew, as they may have changed.
  let found = hasResolveHooks() ? undefined : resolved.get(key);
  if (found === undefined) {
    const { specifier, attributes: given } = attributes.split(marked);
    const { url, format, importAttributes = given } = resolveSync(specifier, parentURL, given);
    found = { __proto__: null, url, format: format ?? undefined, attributes: importAttributes, isMain: parentURL === undefined };
    if (!hasResolveHooks()) resolved.set(key, found);
  }
  const { url } = found;
  const list = imports.get(parentURL);
  if (list === undefined) imports.set(parentURL, [url]);
  else if (!ArrayPrototypeIncludes(list, url)) ArrayPrototypePush(list, url);
  importers.set(url, { __proto__: null, specifier: marked, parent: parentURL });
  const known = pending.get(url);
  if (known === undefined || known.source === undefined && !known.loaded) {
    pending.set(url, {
      __proto__: null, format: found.format, attributes: found.attributes, source: undefined, isMain: found.isMain, loaded: false,
    });
  } else if (known.loaded) {
    // A module that is there already must still be asked for rightly.
    attributes.validateAttributes(url, known.format, found.attributes);
  }
  return url;
}

// Names of modules that the library makes; they are no URLs that could be imported.
const facadePrefix = 'wjs-facade ';

function resolveHook(specifier, base) {
  // From importModule below, or from a facade: a name already.
  if (base === 'node:internal/import' || StringPrototypeStartsWith(base, facadePrefix)) return specifier;
  return resolveToName(specifier, baseToHref(base));
}

// How many require() of ES modules are going on.
let requiring = 0;

function enterRequire() {
  requiring++;
}

function leaveRequire() {
  requiring--;
}

// throwIfRunning refuses a CommonJS module that is just requiring the graph.
function throwIfRunning(name) {
  const { Module, isRunning } = require('internal/modules/cjs/loader');
  const module = Module._cache[hrefToPath(withoutTail(name))];
  if (module === undefined || !isRunning(module)) return;
  const { specifier, parent } = importers.get(name) ?? { __proto__: null, specifier: name };
  let message = `Cannot import CommonJS Module ${specifier} in a cycle.`;
  if (parent) message += ` (from ${hrefToPath(withoutTail(parent))})`;
  throw new ERR_REQUIRE_CYCLE_MODULE(message);
}

function loadHook(name) {
  let entry = pending.get(name);
  if (entry === undefined) {
    entry = { __proto__: null, format: undefined, attributes: { __proto__: null }, source: undefined, isMain: false };
    pending.set(name, entry);
  }
  if (entry.format === 'facade') return { __proto__: null, source: entry.source, meta: { __proto__: null } };
  const context = {
    __proto__: null, format: entry.format, importAttributes: entry.attributes, conditions: undefined, source: entry.source,
  };
  let result;
  // What require() has read went through the hooks then.
  const registered = chain.has('load') ? (url, given) => chain.run('load', url, given, defaultLoad) : defaultLoad;
  if ((hooks.hasLoadHooks() || chain.has('load')) && !entry.wasRequired) {
    context.conditions = [...getImportConditions()];
    result = hooks.hasLoadHooks() ? hooks.runLoadHooks(name, context, registered) : registered(name, context);
  } else {
    result = defaultLoad(name, context);
  }
  entry.source = undefined;
  if (result.format === 'commonjs' && requiring > 0) throwIfRunning(name);
  const translated = translate(name, result.format, result.source, entry.isMain);
  entry.format = result.format;
  if (translated.waits) waiting.add(name);
  entry.loaded = true;
  return translated;
}

engine.setModuleHooks(resolveHook, loadHook);

// Who imported a module last, by URL: { specifier, parent }. The engine does not
// say whose import could not be linked.
const importers = new SafeMap();

// improve gives errors the words that Node has for them.
function improve(error, url) {
  const { explain } = require('internal/modules/esm/explain');
  return explain(error, url, importersOf);
}

// importersOf lists who imported the module last. There may be several modules,
// as the engine cuts long names off in its messages.
function importersOf(url) {
  const list = [];
  const add = (name) => ArrayPrototypePush(list, {
    __proto__: null, specifier: name, parent: undefined, ...importers.get(name), format: pending.get(name)?.format,
  });
  if (importers.has(url)) {
    add(url);
  } else {
    for (const known of importers.keys()) {
      if (StringPrototypeStartsWith(known, url)) add(known);
    }
    if (list.length === 0) add(url);
  }
  return list;
}

// linkMessage is what to say instead of the engine's words for a failed link.
function linkMessage(error) {
  return require('internal/modules/esm/explain').explainLink(error, importersOf);
}

// importModule imports by specifier, as import() in a file at parentURL does.
// With parentURL undefined it is the program's entry.
function importModule(specifier, parentURL, importAttributes = { __proto__: null }) {
  let name;
  try {
    let marked = specifier;
    for (const key in importAttributes) marked += `\x01${key}\x02${importAttributes[key]}`;
    name = resolveToName(marked, parentURL);
  } catch (err) {
    return primordials.PromiseReject(err);
  }
  return PromisePrototypeThen(engine.importModule(name), undefined, (err) => { throw improve(err, name); });
}

// importSource imports a module whose text is at hand.
function importSource(url, source, format, isMain) {
  pending.set(url, { __proto__: null, format, attributes: { __proto__: null }, source, isMain });
  return PromisePrototypeThen(engine.importModule(url), undefined, (err) => { throw improve(err, url); });
}

// isModuleKnown tells whether the engine was given that module.
function isModuleKnown(url) {
  return pending.get(url)?.loaded === true;
}

// loadedModules lists the URLs of the modules that were loaded.
function loadedModules() {
  const list = [];
  pending.forEach((entry, url) => { if (entry.loaded) ArrayPrototypePush(list, withoutTail(url)); });
  return list;
}

// prepareSource says what text a module has that is about to be loaded.
function prepareSource(url, source, format) {
  if (isModuleKnown(url)) return;
  pending.set(url, { __proto__: null, format, attributes: { __proto__: null }, source, isMain: false, wasRequired: true });
}

module.exports = {
  enterRequire,
  leaveRequire,
  facadePrefix,
  importModule,
  importSource,
  improve,
  isModuleKnown,
  linkMessage,
  loadedModules,
  mayWait,
  prepareSource,
  resolveSync,
};
