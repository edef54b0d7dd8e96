'use strict';

// The classes behind `codes`. There are some three hundred codes and a program
// meets a handful: a class is made when its code is first asked for.

const {
  ArrayPrototypePush,
  ArrayPrototypeUnshift,
  Error,
  FunctionPrototypeCall,
  JSONStringify,
  Number,
  ObjectCreate,
  ObjectDefineProperty,
  Proxy,
  RangeError,
  ReflectApply,
  SafeMap,
  StringPrototypeCharCodeAt,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
  Symbol,
  SyntaxError,
  TypeError,
  URIError,
} = primordials;

const formatters = require('internal/errors/formatters');
const templates = require('internal/errors/messages');

// Present on every error the library makes.
const kIsNodeError = Symbol('kIsNodeError');
// The code, from the class: the stack may be written down before the own
// property is there.
const kCode = Symbol('kCode');

const constructorsByName = { __proto__: null, Error, TypeError, RangeError, SyntaxError, URIError };

const PERCENT = 37;

// 'Cannot %s a %s' → ['Cannot ', 's', ' a ', 's', '']
function parseTemplate(template) {
  const parts = [];
  let start = 0;
  for (let i = 0; i + 1 < template.length; i++) {
    if (StringPrototypeCharCodeAt(template, i) !== PERCENT) continue;
    const kind = template[i + 1];
    if (kind !== 's' && kind !== 'd' && kind !== 'j') continue;
    ArrayPrototypePush(parts, StringPrototypeSlice(template, start, i));
    ArrayPrototypePush(parts, kind);
    start = i + 2;
    i++;
  }
  ArrayPrototypePush(parts, StringPrototypeSlice(template, start));
  return parts;
}

function formatArgument(kind, value) {
  if (kind === 'j') return JSONStringify(value);
  if (typeof value === 'string') return kind === 's' ? value : `${Number(value)}`;
  if (typeof value === 'boolean' && kind === 's') return `${value}`;
  // Numbers keep -0 apart, objects are inspected: util.format knows.
  return require('internal/util/inspect').format(`%${kind}`, value);
}

function checkArity(code, given, expected, exact) {
  if (exact ? given === expected : given >= expected) return;
  require('internal/assert').fail(
    `Code: ${code}; The provided arguments length (${given}) does not match the required ones (${expected}).`);
}

function templateMessage(code, template) {
  let parts;
  return (args) => {
    parts ??= parseTemplate(template);
    const { length } = parts;
    checkArity(code, args.length, length >> 1, true);
    let text = parts[0];
    for (let i = 1; i < length; i += 2) text += formatArgument(parts[i], args[i >> 1]) + parts[i + 1];
    return text;
  };
}

function computedMessage(code, message) {
  return (args) => {
    checkArity(code, args.length, message.length, false);
    return ReflectApply(message, undefined, args);
  };
}

// How one code is made: {base, message(args) → text, extend?}. undefined for no such code.
function recipe(code) {
  const formatter = formatters[code];
  if (formatter !== undefined) {
    return { base: formatter.base, message: computedMessage(code, formatter.message), extend: formatter.extend };
  }
  for (const name in templates) {
    const template = templates[name][code];
    if (template === undefined) continue;
    if (name === 'SystemError') return { base: name, message: template };
    return { base: constructorsByName[name], message: templateMessage(code, template) };
  }
  return undefined;
}

// makeCoded returns the class of one code over one base. The message is ready
// before super() runs, as the engine may write down the stack in there.
function makeCoded(code, Base, { message, extend }) {
  class NodeError extends Base {
    constructor(...args) {
      super(message(args));
      this.code = code;
      if (extend !== undefined) {
        ArrayPrototypeUnshift(args, this);
        ReflectApply(extend, undefined, args);
      }
    }

    // Printed and compared as the base class, whose name programs know.
    get ['constructor']() { return Base; }

    get [kIsNodeError]() { return true; }

    get [kCode]() { return code; }

    toString() { return `${this.name} [${code}]: ${this.message}`; }
  }
  return NodeError;
}

// codes.ERR_INVALID_STATE.TypeError: the same code over another base.
const variantNames = ['Error', 'TypeError', 'RangeError', 'SyntaxError'];

function addVariants(Class, code, how) {
  for (let i = 0; i < variantNames.length; i++) {
    const name = variantNames[i];
    ObjectDefineProperty(Class, name, {
      __proto__: null,
      configurable: true,
      get() {
        const value = how.base === constructorsByName[name] ? Class : makeCoded(code, constructorsByName[name], how);
        ObjectDefineProperty(value, 'HideStackFramesError', { __proto__: null, value, configurable: true });
        ObjectDefineProperty(Class, name, { __proto__: null, value });
        return value;
      },
    });
  }
  // Frames of the library are left out of stacks where those are written
  // (internal/errors/stack), so that hiding needs no class of its own.
  ObjectDefineProperty(Class, 'HideStackFramesError', { __proto__: null, value: Class, configurable: true });
}

const added = new SafeMap();

function makeClass(code) {
  const how = added.get(code) ?? recipe(code);
  if (how === undefined) {
    require('internal/assert').fail(`There is no error code ${code}.`);
  }
  if (how.base === 'SystemError') return require('internal/errors/system').makeSystemError(code, how.message);
  const Class = makeCoded(code, how.base, how);
  addVariants(Class, code, how);
  return Class;
}

// A code that is not there yet is looked up on the prototype, where the proxy
// makes its class and puts it beside the others.
const codes = ObjectCreate(new Proxy({ __proto__: null }, {
  __proto__: null,
  get(target, key, receiver) {
    if (typeof key !== 'string' || (!StringPrototypeStartsWith(key, 'ERR_') && !added.has(key))) return undefined;
    const Class = makeClass(key);
    ObjectDefineProperty(receiver, key, { __proto__: null, value: Class, writable: true, enumerable: true, configurable: true });
    return Class;
  },
  has(target, key) {
    return added.has(key) || recipe(key) !== undefined;
  },
}));

// E adds a code: message is a template or a function of the arguments.
function E(code, message, Base) {
  if (Base.name === 'SystemError') {
    added.set(code, { base: 'SystemError', message });
    return;
  }
  added.set(code, {
    base: Base,
    message: typeof message === 'function' ?
      (args) => FunctionPrototypeCall(computedMessage(code, message), undefined, args) : templateMessage(code, message),
  });
}

// The text alone, for the few who embed it in another error.
function getMessage(code, args) {
  const how = added.get(code) ?? recipe(code);
  return typeof how.message === 'string' ? how.message : how.message(args);
}

module.exports = { codes, E, getMessage, kCode, kIsNodeError };
