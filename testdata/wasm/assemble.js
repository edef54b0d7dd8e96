'use strict';
// Puts small modules together, byte by byte: sections of less than 128 bytes.
const text = (s) => [s.length, ...Buffer.from(s)];
const vector = (items) => [items.length, ...items.flat()];
const section = (id, items) => { const body = vector(items); return items.length ? [id, body.length, ...body] : []; };
const body = (code) => [code.length + 2, 0, ...code, 0x0b];
const t = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, funcref: 0x70, externref: 0x6f };
const type = (params, results) => [0x60, ...vector(params.map((p) => [t[p]])), ...vector(results.map((r) => [t[r]]))];
const kinds = { func: 0, table: 1, memory: 2, global: 3 };
exports.t = t;
exports.assemble = ({ types = [], imports = [], funcs = [], tables = [], memories = [], globals = [], exports = [], start, elements = [], code = [], data = [] }) =>
  new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, types.map(([p, r]) => type(p, r))),
    ...section(2, imports.map(([m, n, kind, ...rest]) => [...text(m), ...text(n), kinds[kind], ...rest])),
    ...section(3, funcs.map((f) => [f])), ...section(4, tables), ...section(5, memories), ...section(6, globals),
    ...section(7, exports.map(([n, kind, i]) => [...text(n), kinds[kind], i])),
    ...(start === undefined ? [] : [8, 1, start]),
    ...section(9, elements), ...section(10, code.map(body)), ...section(11, data)]);
