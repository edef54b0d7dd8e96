// Package editor reads WebAssembly binaries and edits them without renumbering anything.
//
// It exists because the guest is linked and instrumented before it is compiled: hooks are
// appended, hidden functions exported, loops made interruptible. Every edit appends (types,
// functions, globals, exports, table elements) or rewrites in place (bodies, limits, data
// segments), so an index taken from the original binary stays right for good. Sections that no
// edit touched are written back byte for byte.
//
// The input may be hostile. Parse and Walk answer malformed input with a *FormatError, never
// with a panic, and allocate in proportion to the bytes they were given. Neither is a
// validator: types are not checked, that remains the compiler's work.
//
// Covered: the MVP with multi-value, sign extension, saturating truncation, bulk memory,
// reference types, SIMD with its relaxed part, tail calls, extended constant expressions,
// atomics. Not covered, and refused by name where possible: GC and typed references, exceptions,
// multiple memories, 64-bit memories, components.
//
// A Module belongs to one goroutine at a time. The slices it hands out are views: read them,
// do not write to them.
package editor
