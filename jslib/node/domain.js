'use strict';

// domain: errors of whatever was begun inside of a domain go to its 'error'
// listeners. Deprecated, and loaded only by who asks for it: loading it changes
// EventEmitter, hooks into async resources, and takes the process's one place
// for uncaught errors.

const {
  ArrayPrototypeEvery,
  ArrayPrototypeIndexOf,
  ArrayPrototypeLastIndexOf,
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ArrayPrototypeSplice,
  Error,
  FunctionPrototypeCall,
  ObjectDefineProperty,
  ReflectApply,
  SafeMap,
  SafeWeakRef,
  StringPrototypeRepeat,
} = primordials;

const EventEmitter = require('events');
const {
  codes: {
    ERR_DOMAIN_CALLBACK_NOT_AVAILABLE,
    ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE,
    ERR_UNHANDLED_ERROR,
  },
} = require('internal/errors');
const { createHook } = require('async_hooks');
const uncaught = require('internal/process/uncaught');

function hidden(object, key, value) {
  ObjectDefineProperty(object, key, { __proto__: null, configurable: true, enumerable: false, value, writable: true });
}

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

// ---- the stack of domains that have been entered

let stack = [];

function setActive(domain) {
  module.exports.active = domain;
  process.domain = domain;
}

function activateTop(none) {
  setActive(stack.length === 0 ? none : stack[stack.length - 1]);
}

const isDeaf = (domain) => domain.listenerCount('error') === 0;

// The place for uncaught errors is the domains' while one of them listens.
function updateExceptionCapture() {
  uncaught.setUncaughtExceptionCaptureCallback(null);
  if (ArrayPrototypeEvery(stack, isDeaf)) return;
  uncaught.setUncaughtExceptionCaptureCallback((err) => process.domain._errorHandler(err));
}

function clearStack() {
  stack.length = 0;
  setActive(null);
  updateExceptionCapture();
}

// ---- async resources belong to the domain that they were made in

const owners = new SafeMap();

const asyncHook = createHook({
  init(asyncId, type, triggerAsyncId, resource) {
    const { domain } = process;
    if (domain === null || domain === undefined) return;
    owners.set(asyncId, new SafeWeakRef(domain));
    // What comes of another realm, as a promise of a vm context does, gets none.
    if (resource instanceof Object) hidden(resource, 'domain', domain);
  },
  before(asyncId) {
    owners.get(asyncId)?.deref()?.enter();
  },
  after(asyncId) {
    owners.get(asyncId)?.deref()?.exit();
  },
  destroy(asyncId) {
    owners.delete(asyncId);
  },
});

// ---- what loading changes

function takeOver() {
  if (uncaught.hasUncaughtExceptionCaptureCallback()) throw new ERR_DOMAIN_CALLBACK_NOT_AVAILABLE();
  const where = new Error('require(`domain`) at this point').stack;
  process.setUncaughtExceptionCaptureCallback = function(fn) {
    const err = new ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE();
    err.stack += `\n${StringPrototypeRepeat('-', 40)}\n${where}`;
    throw err;
  };

  let current = null;
  ObjectDefineProperty(process, 'domain', {
    __proto__: null, enumerable: true, get() { return current; }, set(domain) { current = domain; },
  });

  // The first listener for uncaught errors leaves all domains.
  process.on('newListener', (name, listener) => {
    if (name !== 'uncaughtException' || listener === clearStack) return;
    process.removeListener(name, clearStack);
    process.prependListener(name, clearStack);
  });
  process.on('removeListener', (name, listener) => {
    if (name !== 'uncaughtException' || listener === clearStack) return;
    const listeners = process.listeners('uncaughtException');
    if (listeners.length === 1 && listeners[0] === clearStack) process.removeListener(name, clearStack);
  });
}

class Domain extends EventEmitter {
  constructor() {
    super();
    this.members = [];
    asyncHook.enable();
    this.on('newListener', updateExceptionCapture);
    this.on('removeListener', updateExceptionCapture);
  }
}

// The handler of an error that nothing has caught; whether somebody listened.
Domain.prototype._errorHandler = function(er) {
  let caught = false;
  if (isObject(er)) {
    hidden(er, 'domain', this);
    er.domainThrown = true;
  }
  // A handler runs outside of its domain.
  while (module.exports.active === this) this.exit();
  if (stack.length === 0) {
    // Nobody is left to catch what this handler throws.
    if (this.listenerCount('error') > 0) {
      uncaught.setUncaughtExceptionCaptureCallback(null);
      try {
        caught = this.emit('error', er);
      } finally {
        updateExceptionCapture();
      }
    }
  } else {
    try {
      caught = this.emit('error', er);
    } catch (er2) {
      updateExceptionCapture();
      if (stack.length === 0) throw er2;
      activateTop(null);
      caught = process.domain._errorHandler(er2);
    }
  }
  clearStack();
  return caught;
};

Domain.prototype.enter = function() {
  setActive(this);
  ArrayPrototypePush(stack, this);
  updateExceptionCapture();
};

Domain.prototype.exit = function() {
  const index = ArrayPrototypeLastIndexOf(stack, this);
  if (index === -1) return;
  ArrayPrototypeSplice(stack, index);
  activateTop(undefined);
  updateExceptionCapture();
};

Domain.prototype.add = function(emitter) {
  if (emitter.domain === this) return;
  if (emitter.domain) emitter.domain.remove(emitter);
  // No domain may be inside of itself.
  if (this.domain && emitter instanceof Domain) {
    for (let d = this.domain; d; d = d.domain) {
      if (emitter === d) return;
    }
  }
  hidden(emitter, 'domain', this);
  ArrayPrototypePush(this.members, emitter);
};

Domain.prototype.remove = function(emitter) {
  emitter.domain = null;
  const index = ArrayPrototypeIndexOf(this.members, emitter);
  if (index !== -1) ArrayPrototypeSplice(this.members, index, 1);
};

Domain.prototype.run = function(fn) {
  this.enter();
  const result = ReflectApply(fn, this, ArrayPrototypeSlice(arguments, 1));
  this.exit();
  return result;
};

Domain.prototype.intercept = function(callback) {
  const domain = this;
  function runIntercepted() {
    const { 0: er } = arguments;
    if (er && er instanceof Error) {
      er.domainBound = callback;
      er.domainThrown = false;
      hidden(er, 'domain', domain);
      domain.emit('error', er);
      return undefined;
    }
    domain.enter();
    const result = ReflectApply(callback, this, ArrayPrototypeSlice(arguments, 1));
    domain.exit();
    return result;
  }
  return runIntercepted;
};

Domain.prototype.bind = function(callback) {
  const domain = this;
  function runBound() {
    domain.enter();
    const result = ReflectApply(callback, this, arguments);
    domain.exit();
    return result;
  }
  hidden(runBound, 'domain', this);
  return runBound;
};

// ---- events

function changeEvents() {
  EventEmitter.usingDomains = true;

  const { init } = EventEmitter;
  EventEmitter.init = function(opts) {
    hidden(this, 'domain', null);
    const { active } = module.exports;
    if (active && !(this instanceof Domain)) this.domain = active;
    return FunctionPrototypeCall(init, this, opts);
  };

  const { emit: plainEmit } = EventEmitter.prototype;
  EventEmitter.prototype.emit = function emit(...args) {
    const { domain } = this;
    const { 0: type } = args;
    const handled = type === 'error' && this.listenerCount(type) > 0;
    if (handled || domain === null || domain === undefined || this === process) return ReflectApply(plainEmit, this, args);
    if (type === 'error') {
      const er = args.length > 1 && args[1] ? args[1] : new ERR_UNHANDLED_ERROR(args[1]);
      emitInParent(domain, er, this);
      return false;
    }
    domain.enter();
    const result = ReflectApply(plainEmit, this, args);
    domain.exit();
    return result;
  };
}

// An error that an emitter does not handle is handled by its domain, in the
// domain around that one.
function emitInParent(domain, er, emitter) {
  if (typeof er === 'object') {
    er.domainEmitter = emitter;
    hidden(er, 'domain', domain);
    er.domainThrown = false;
  }
  const entered = ArrayPrototypeSlice(stack);
  const { domain: active } = process;
  let index = stack.length - 1;
  while (index > -1 && stack[index] === domain) index--;
  ArrayPrototypeSplice(stack, index + 1);
  activateTop(null);
  updateExceptionCapture();
  domain.emit('error', er);
  module.exports._stack = stack = entered;
  setActive(active);
  updateExceptionCapture();
}

const create = () => new Domain();

module.exports = {
  _stack: stack,
  Domain,
  create,
  createDomain: create,
  active: null,
};

takeOver();
changeEvents();
