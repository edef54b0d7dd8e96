'use strict';

// Warnings about what is deprecated or experimental, each given once.

const {
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectSetPrototypeOf,
  ReflectApply,
  ReflectConstruct,
  SafeSet,
} = primordials;

const { getOptionValue } = require('internal/options');

const warnedCodes = new SafeSet();
const warnedFeatures = new SafeSet();

// getDeprecationWarningEmitter returns a function that warns the first time
// that shouldWarn agrees. deprecated is left out of the warning's stack.
function getDeprecationWarningEmitter(code, message, deprecated, useEmitSync, shouldWarn = () => true) {
  let warned = false;
  return (arg) => {
    if (warned || !shouldWarn(arg)) return;
    warned = true;
    if (code === undefined) {
      process.emitWarning(message, 'DeprecationWarning', deprecated);
    } else if (code === 'ExperimentalWarning') {
      process.emitWarning(message, code, deprecated);
    } else if (!warnedCodes.has(code)) {
      warnedCodes.add(code);
      if (useEmitSync) {
        require('internal/process/warning').emitWarningSync(message, 'DeprecationWarning', code, deprecated);
      } else {
        process.emitWarning(message, 'DeprecationWarning', code, deprecated);
      }
    }
  };
}

function copyLength(to, fn) {
  ObjectDefineProperty(to, 'length', { __proto__: null, ...ObjectGetOwnPropertyDescriptor(fn, 'length') });
}

// deprecate wraps fn so that its first use warns. The wrapper constructs what
// fn constructs; with modifyPrototype it also inherits from fn.
function deprecate(fn, message, code, useEmitSync, modifyPrototype = true) {
  if (code !== undefined) require('internal/validators').validateString(code, 'code');
  const warn = getDeprecationWarningEmitter(code, message, deprecated, useEmitSync);
  function deprecated(...args) {
    if (!process.noDeprecation) warn();
    return new.target ? ReflectConstruct(fn, args, new.target) : ReflectApply(fn, this, args);
  }
  if (modifyPrototype) {
    ObjectSetPrototypeOf(deprecated, fn);
    if (fn.prototype) deprecated.prototype = fn.prototype;
    copyLength(deprecated, fn);
  }
  return deprecated;
}

function isPendingDeprecation() {
  return getOptionValue('--pending-deprecation') && !getOptionValue('--no-deprecation');
}

// pendingDeprecate warns under --pending-deprecation only.
function pendingDeprecate(fn, message, code) {
  const warn = getDeprecationWarningEmitter(code, message, deprecated, false, isPendingDeprecation);
  function deprecated(...args) {
    warn();
    return ReflectApply(fn, this, args);
  }
  copyLength(deprecated, fn);
  return deprecated;
}

// deprecateProperty returns a check that warns when options have the key.
function deprecateProperty(key, message, code, shouldWarn) {
  const warn = getDeprecationWarningEmitter(code, message, undefined, false, shouldWarn);
  return (options) => {
    if (key in options) warn();
  };
}

// A class called without new: warns and constructs.
function deprecateInstantiation(target, code, ...args) {
  getDeprecationWarningEmitter(code, `Instantiating ${target.name} without the 'new' keyword has been deprecated.`, target)();
  return ReflectConstruct(target, args);
}

function emitExperimentalWarning(feature, prefix, code, ctor) {
  if (warnedFeatures.has(feature)) return;
  warnedFeatures.add(feature);
  process.emitWarning(`${prefix || ''}${feature} is an experimental feature and might change at any time`,
                      'ExperimentalWarning', code, ctor);
}

module.exports = {
  deprecate,
  deprecateInstantiation,
  deprecateProperty,
  emitExperimentalWarning,
  getDeprecationWarningEmitter,
  isPendingDeprecation,
  pendingDeprecate,
};
