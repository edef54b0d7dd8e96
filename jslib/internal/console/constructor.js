'use strict';

// The Console class. The global console is no instance of it (see global.js),
// but made of the same methods.

const {
  Boolean,
  FunctionPrototypeBind,
  MapPrototypeForEach,
  MapPrototypeGet,
  ObjectDefineProperties,
  ObjectDefineProperty,
  ObjectKeys,
  ReflectConstruct,
  SafeMap,
  StringPrototypeIncludes,
  StringPrototypeReplaceAll,
  Symbol,
  SymbolHasInstance,
  SymbolToStringTag,
} = primordials;

const {
  codes: { ERR_CONSOLE_WRITABLE_STREAM, ERR_INCOMPATIBLE_OPTION_PAIR },
  isStackOverflowError,
} = require('internal/errors');
const { shouldColorize } = require('internal/util/colors');
const { isMap } = require('internal/util/types');
const { validateInteger, validateObject, validateOneOf } = require('internal/validators');

const MAX_GROUP_INDENTATION = 1000;
const DEFAULT_GROUP_INDENTATION = 2;

// What a console knows: see ConsoleState.
const kState = Symbol('kState');

const hidden = (value) => ({ __proto__: null, value, writable: true, enumerable: false, configurable: true });

// The part of a console that its methods share and a program does not see.
class ConsoleState {
  counts = new SafeMap();
  indentation = '';
  inspectOptions = undefined; // Map: stream → options

  constructor(colorMode, groupWidth) {
    this.colorMode = colorMode;
    this.groupWidth = groupWidth;
  }
}

function Console(options) {
  // Not a class: it may be called without `new`.
  if (new.target === undefined) return ReflectConstruct(Console, arguments);

  if (!options || typeof options.write === 'function') {
    options = { stdout: options, stderr: arguments[1], ignoreErrors: arguments[2] };
  }
  const { stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto', inspectOptions, groupIndentation } = options;
  if (!stdout || typeof stdout.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stdout');
  if (!stderr || typeof stderr.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stderr');
  validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  if (groupIndentation !== undefined) validateInteger(groupIndentation, 'groupIndentation', 0, MAX_GROUP_INDENTATION);

  let optionsOfStream;
  if (inspectOptions !== undefined) {
    validateObject(inspectOptions, 'options.inspectOptions');
    optionsOfStream = isMap(inspectOptions) ? inspectOptions :
      new SafeMap([[stdout, inspectOptions], [stderr, inspectOptions]]);
    MapPrototypeForEach(optionsOfStream, (each) => {
      if (each.colors !== undefined && options.colorMode !== undefined) {
        throw new ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
      }
    });
  }

  // Bound, so that `const { log } = console` works; taken from the instance, so
  // that a subclass's methods win.
  const names = ObjectKeys(Console.prototype);
  for (let i = 0; i < names.length; i++) this[names[i]] = bindMethod(this[names[i]], this, names[i]);
  ObjectDefineProperties(this, { _stdout: hidden(stdout), _stderr: hidden(stderr) });
  initialize(this, ignoreErrors, colorMode, groupIndentation);
  this[kState].inspectOptions = optionsOfStream;
}

function bindMethod(method, receiver, name) {
  const bound = FunctionPrototypeBind(method, receiver);
  ObjectDefineProperty(bound, 'name', { __proto__: null, value: name });
  return bound;
}

// Gives an object what the methods need, except for the streams.
function initialize(console, ignoreErrors, colorMode, groupWidth = DEFAULT_GROUP_INDENTATION) {
  ObjectDefineProperties(console, {
    _stdoutErrorHandler: hidden(makeErrorHandler(console, '_stdout')),
    _stderrErrorHandler: hidden(makeErrorHandler(console, '_stderr')),
    _ignoreErrors: hidden(Boolean(ignoreErrors)),
    _times: hidden(new SafeMap()),
    [kState]: hidden(new ConsoleState(colorMode, groupWidth)),
    [SymbolToStringTag]: { __proto__: null, value: 'console', writable: false, enumerable: false, configurable: true },
  });
}

ObjectDefineProperty(Console, SymbolHasInstance, {
  __proto__: null,
  value: { [SymbolHasInstance](instance) { return instance[kState] !== undefined; } }[SymbolHasInstance],
});

function noop() {}

// For the end of a write. An error that comes then is going to be emitted;
// somebody must listen, or it would end the process.
function makeErrorHandler(console, name) {
  return (error) => {
    const stream = console[name];
    if (error !== null && !stream._writableState.errorEmitted && stream.listenerCount('error') === 0) {
      stream.once('error', noop);
    }
  };
}

function write(console, toStderr, text) {
  const stream = toStderr ? console._stderr : console._stdout;
  const { indentation } = console[kState];
  if (indentation !== '') {
    if (StringPrototypeIncludes(text, '\n')) text = StringPrototypeReplaceAll(text, '\n', `\n${indentation}`);
    text = indentation + text;
  }
  text += '\n';

  if (console._ignoreErrors === false) {
    stream.write(text);
    return;
  }
  const handler = toStderr ? console._stderrErrorHandler : console._stdoutErrorHandler;
  // A stream may emit an error while write() runs. The process's own do not, and
  // most output goes to them.
  const listen = stream._isStdio !== true;
  try {
    if (listen && stream.listenerCount('error') === 0) stream.once('error', noop);
    stream.write(text, handler);
  } catch (error) {
    // Hiding that the stack is used up would leave a program that does nothing
    // and does not say why. Any other error there is nobody to tell.
    if (isStackOverflowError(error)) throw error;
  } finally {
    if (listen) stream.removeListener('error', noop);
  }
}

const withColors = { colors: true };

// How values are to be shown on a stream: options for inspect, if any.
function getInspectOptions(console, stream) {
  const { colorMode, inspectOptions } = console[kState];
  const colors = colorMode === 'auto' ? shouldColorize(stream) : colorMode;
  if (inspectOptions !== undefined) {
    const options = MapPrototypeGet(inspectOptions, stream);
    if (options) {
      if (options.colors === undefined) options.colors = colors;
      return options;
    }
  }
  return colors ? withColors : undefined;
}

// Methods are plain properties: they can be listed, replaced and inherited.
const methods = require('internal/console/methods').makeMethods({ getInspectOptions, kState, write });
const methodNames = ObjectKeys(methods);
for (let i = 0; i < methodNames.length; i++) Console.prototype[methodNames[i]] = methods[methodNames[i]];

module.exports = { bindMethod, Console, initialize, kState };
