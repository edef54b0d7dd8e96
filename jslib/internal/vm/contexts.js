'use strict';

// Contexts of node:vm. A context is a realm of the engine's: a global object
// and intrinsics of its own. A program sees the object that it has made a
// context of; the realm's global reads and writes through to it.
//
// A realm lives as long as one of its functions is reachable. The program's
// object holds on to it, and it to that object, so that both go together.
//
// Binding ops (engine):
//   newRealm(): [anchor, global]          anchor is a function that names the realm to other ops
//   setGlobalObject(anchor, object)       puts it in the place of the realm's global
//   refuseEval(anchor)                    eval() and Function() throw there
//   ownMicrotasks(anchor)                 its jobs run when runMicrotasksOf() is called, and then only

const { ObjectDefineProperty, Proxy } = primordials;

const { complete } = require('internal/vm/realm');
const { makeHandler } = require('internal/vm/global_handler');

// Constructing this returns the given object, so that a derived class puts its
// private field on it: no weak map, as the engine's keep a key alive that its
// value refers to.
function Stamped(object) {
  return object;
}

class Contextified extends Stamped {
  #context;

  constructor(object, context) {
    super(object);
    this.#context = context;
  }

  static contextOf(object) {
    return #context in object ? object.#context : undefined;
  }
}

// object: what shall be a context; undefined for a context whose global object
// itself is handed out.
function makeContext(object, { importModuleDynamically, microtasksAfterEvaluate, strings, wasm }) {
  const { newRealm, ownMicrotasks, refuseEval, setGlobalObject } = internalBinding('engine');
  const { 0: anchor, 1: global } = newRealm();
  complete(anchor, global, wasm);
  if (!strings) refuseEval(anchor);
  if (microtasksAfterEvaluate) ownMicrotasks(anchor);
  const context = { __proto__: null, anchor, global, importModuleDynamically, microtasksAfterEvaluate, modules: 0 };
  if (object === undefined) {
    new Contextified(global, context);
    return global;
  }
  const { handler, setGlobal } = makeHandler(object);
  const proxy = new Proxy(global, handler);
  setGlobal(proxy);
  ObjectDefineProperty(global, 'globalThis', {
    __proto__: null, value: proxy, writable: true, enumerable: false, configurable: true,
  });
  context.global = proxy;
  setGlobalObject(anchor, proxy);
  new Contextified(object, context);
  return object;
}

function isContext(object) {
  return Contextified.contextOf(object) !== undefined;
}

module.exports = { contextOf: Contextified.contextOf, isContext, makeContext };
