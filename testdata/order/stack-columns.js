'use strict';
// Columns count UTF-16 units.
const show = (f) => { try { f(); } catch (e) { console.log(e.stack.split('\n').slice(0, 3).join('\n').replaceAll(__dirname, '')); } };
const é = (x) => { '日本語'; throw new Error(`€${x}`); }; show(() => { '😀'; é('ü'); });
show(() => { /* äöü */ null.x; }); show(() => { '😀'.foo.bar; });
