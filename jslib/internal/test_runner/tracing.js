'use strict';

// The tracing channel node.test: the span of a test with its hooks.

const { FunctionPrototype, ReflectApply } = primordials;

const { AsyncResource } = require('async_hooks');

let channel;

const silent = {
  __proto__: null,
  wrap: (fn) => fn,
  error: FunctionPrototype,
  end: FunctionPrototype,
};

// The three moments of a test: wrap() gives the function to call instead of its
// own, error() and end() tell of what came of it. Hooks have no span.
function spanOf(test) {
  if (test.hookType !== undefined) return silent;
  channel ??= require('diagnostics_channel').tracingChannel('node.test');
  const context = {
    __proto__: null, name: test.name, nesting: test.nesting, file: test.entryFile, type: test.reportedType,
  };
  let publishEnd = () => channel.end.publish(context);
  let publishError = (error) => channel.error.publish({ __proto__: null, ...context, error });
  let ended = false;
  return {
    __proto__: null,
    wrap(fn, thisArg) {
      if (!channel.start.hasSubscribers) return fn;
      return (...args) => channel.start.runStores(context, () => {
        // Told in the stores of the test.
        publishEnd = AsyncResource.bind(publishEnd);
        publishError = AsyncResource.bind(publishError);
        return ReflectApply(fn, thisArg, args);
      });
    },
    error(err) {
      if (channel.error.hasSubscribers) publishError(err);
    },
    end() {
      if (ended) return;
      ended = true;
      if (channel.end.hasSubscribers) publishEnd();
    },
  };
}

module.exports = { spanOf };
