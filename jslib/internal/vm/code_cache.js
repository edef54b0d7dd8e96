'use strict';

// The cachedData of scripts, functions and modules: bytecode under a seal of the
// host, which no program can make. What is not such, or of another text, is not
// looked at. See RATIONALE.md, "Who may load bytecode?".
//
// Binding ops (engine), whose data is ArrayBuffer or view:
//   scriptCode(source), functionCode(source, params), moduleCode(source): Uint8Array
//   loadScript(source, file, data, anchor): code, or undefined
//   loadFunction(source, file, params, anchor, data): function, or undefined
//   vmLoad(anchor, source, name, meta, data): number, -1 for none

const { TypedArrayPrototypeGetBuffer } = primordials;

const { FastBuffer } = require('internal/buffer');

const engine = internalBinding('engine');

// codeCache makes a Buffer of what one of the ops has made.
function codeCache(bytes) {
  return new FastBuffer(TypedArrayPrototypeGetBuffer(bytes));
}

const codeOfScript = (source) => codeCache(engine.scriptCode(source));
const codeOfFunction = (source, params) => codeCache(engine.functionCode(source, params));
const codeOfModule = (source) => codeCache(engine.moduleCode(source));

// addCachedData gives what was compiled the properties that say so.
function addCachedData(compiled, make) {
  compiled.cachedDataProduced = true;
  compiled.cachedData = make();
}

module.exports = { addCachedData, codeOfFunction, codeOfModule, codeOfScript };
