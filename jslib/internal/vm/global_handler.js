'use strict';

// How the global object of a context reads and writes through to the object
// that a program has made a context of, the sandbox: Node's interceptors, as
// the handler of a Proxy. Its target is the global that the realm began with;
// builtins are found there, and properties that cannot be configured are kept
// there too, since a Proxy may report no other.

const {
  ArrayPrototypeFilter,
  ArrayPrototypePushApply,
  ObjectGetPrototypeOf,
  ReflectDefineProperty,
  ReflectDeleteProperty,
  ReflectGet,
  ReflectGetOwnPropertyDescriptor,
  ReflectHas,
  ReflectOwnKeys,
  ReflectSet,
  SafeSet,
  String,
  TypeError,
} = primordials;

// lookUp finds a property on the object or its prototypes.
function lookUp(object, key) {
  for (; object !== null; object = ObjectGetPrototypeOf(object)) {
    const desc = ReflectGetOwnPropertyDescriptor(object, key);
    if (desc !== undefined) return desc;
  }
  return undefined;
}

// plain is the descriptor without what a prototype may add.
function plain(desc) {
  return { __proto__: null, ...desc };
}

function makeHandler(sandbox) {
  let global;
  const translate = (value) => (value === sandbox ? global : value);

  // ownOf is the descriptor that the sandbox has, kept on the target when a
  // Proxy must have it there; undefined when the target forbids it.
  const ownOf = (target, key) => {
    const desc = ReflectGetOwnPropertyDescriptor(sandbox, key);
    if (desc === undefined) return undefined;
    if ('value' in desc) desc.value = translate(desc.value);
    if (!desc.configurable && !ReflectDefineProperty(target, key, plain(desc))) return undefined;
    return desc;
  };

  const handler = {
    __proto__: null,
    get(target, key) {
      if (ReflectHas(sandbox, key)) return translate(ReflectGet(sandbox, key));
      return ReflectGet(target, key, global);
    },
    has(target, key) {
      return ReflectHas(sandbox, key) || ReflectHas(target, key);
    },
    set(target, key, value, receiver) {
      if (receiver !== global) return ReflectSet(target, key, value, receiver);
      const builtin = lookUp(target, key);
      if (builtin?.writable === false) return ReflectSet(target, key, value);
      const given = lookUp(sandbox, key);
      // What the sandbox does not let be written goes to the global alone, where
      // the sandbox's hides it; and symbols that nobody has declared.
      if (given?.writable === false) {
        return ReflectGetOwnPropertyDescriptor(sandbox, key) === undefined && ReflectSet(target, key, value);
      }
      if (given === undefined && builtin === undefined && typeof key === 'symbol') return ReflectSet(target, key, value);
      return ReflectSet(sandbox, key, value) || given === undefined && ReflectSet(target, key, value);
    },
    deleteProperty(target, key) {
      return ReflectDeleteProperty(sandbox, key) && ReflectDeleteProperty(target, key);
    },
    defineProperty(target, key, desc) {
      const builtin = ReflectGetOwnPropertyDescriptor(target, key);
      const fixed = builtin?.writable === false && builtin.configurable === false;
      // V8's interceptor throws here, whoever asks.
      if (!ReflectDefineProperty(fixed ? target : sandbox, key, plain(desc))) {
        throw new TypeError(`Cannot redefine property: ${String(key)}`);
      }
      if (!fixed) ownOf(target, key);
      return true;
    },
    getOwnPropertyDescriptor(target, key) {
      return ownOf(target, key) ?? ReflectGetOwnPropertyDescriptor(target, key);
    },
    ownKeys(target) {
      const given = ReflectOwnKeys(sandbox);
      const seen = new SafeSet(given);
      const keys = ArrayPrototypeFilter(ReflectOwnKeys(target), (key) => !seen.has(key));
      ArrayPrototypePushApply(keys, given);
      return keys;
    },
    // It is never frozen: the sandbox may grow behind it.
    preventExtensions() {
      return false;
    },
  };
  return { __proto__: null, handler, setGlobal(proxy) { global = proxy; } };
}

module.exports = { makeHandler };
