'use strict';

// A Transform whose stream part is set up on first use: crypto's hashes and
// ciphers are mostly used without ever being streamed to.

const { FunctionPrototypeCall, ObjectDefineProperties, ObjectDefineProperty, ObjectSetPrototypeOf } = primordials;
const Transform = require('internal/streams/transform');

module.exports = LazyTransform;

function LazyTransform(options) {
  this._options = options;
}
ObjectSetPrototypeOf(LazyTransform.prototype, Transform.prototype);
ObjectSetPrototypeOf(LazyTransform, Transform);

const lazyState = (name) => ({
  __proto__: null,
  get() {
    FunctionPrototypeCall(Transform, this, this._options);
    this._writableState.decodeStrings = false;
    return this[name];
  },
  set(value) {
    ObjectDefineProperty(this, name,
      { __proto__: null, value, enumerable: true, configurable: true, writable: true });
  },
  configurable: true,
  enumerable: true,
});

ObjectDefineProperties(LazyTransform.prototype, {
  _readableState: lazyState('_readableState'),
  _writableState: lazyState('_writableState'),
});
