// Package wasm runs WebAssembly modules that a program brings along, beside the
// guest that runs the program: the same machine, wazero, and the same limits.
//
// A Store holds what belongs together: modules, instances, memories, tables,
// globals and functions that may refer to each other. It lives as long as the
// isolate or program that it is for, belongs to its goroutine, and Close
// returns everything at once. A function of one instance may stand in a table
// of another, so that nothing is released before.
//
// Modules are edited before they are compiled (instrument.go): loops and calls
// count down and poll, so that no module outlives its deadline or holds up Go's
// garbage collector, bulk operations are charged by their length, and every
// import is looked up under a name of ours.
//
// It knows nothing of JavaScript. Values cross as the 64 bits that wazero takes;
// a reference to a function is turned into a *Func by Store.Func and back by
// Func.Ref, a reference to something of the host is the number that the host
// chose, 0 being null.
package wasm
