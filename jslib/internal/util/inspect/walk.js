'use strict';

// The way back into the recursion. A formatter of one kind of object formats
// what the object holds through these; value.js fills them in.
//
//   inspect(value, options)
//   value(ctx, value, depth, inTypedArray) → text
//   options(ctx) → the options of an inspection, for another one
//   property(ctx, owner, depth, key, type, descriptor, receiver) → text
module.exports = { __proto__: null, inspect: undefined, options: undefined, value: undefined, property: undefined };
