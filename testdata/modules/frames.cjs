'use strict';
// The frames of stacks: names, classes, new, and where each call stands.
const show = () => {
  const frames = new Error('x').stack.split('\n').slice(2, 5).filter((s) => !s.includes('node:'));
  console.log(frames.map((s) => s.trim().replace(`${__dirname}/`, '')).join(' < '));
};
class A {
  constructor() { show() }
  m() { show() }
  static s() { show() }
  get g() { show(); return 1 }
  async am() { show() }
  ['comp' + 1]() { show() }
  arrow = () => show();
  fn = function () { show() };
}
class B extends A { constructor(x) { super(x); show() } }
function F() { show() }
F.prototype.pm = function () { show() };
F.stat = function () { show() };
const o = { k() { show() }, f: function () { show() }, a: () => show(), n: { deep() { show() } } };
exports.ex = function () { show() };
module.exports.mx = () => show();
const cf = function () { show() };
const ca = () => show();
const named = function nm() { show() };
const id = (x) => x;
const a = new A();
const arg = 1;
a.m(); a.m(arg); A.s(arg); a.am(); a.comp1(); a.arrow(); a.fn();
new B(arg); new F(); F(); F(id(arg)); id(F(arg)); F.stat(arg, id(1)); const made = new F(); made.pm(arg);
o.k(); o.f(arg); o.a(); o.n.deep(arg);
exports.ex(arg); module.exports.mx(); cf(arg); ca(arg); named(arg);
{ const { m } = a; m(arg); } { const k = o.k; k(); }
[1].map((x) => show()); [1].forEach(function () { show() });
new Promise(() => show());
[1, 2].sort(() => { show(); return 0 });
if (F(arg)) show();
console.log(
  F(arg),
  arg);
const o2 = {
  method() {
    return [1].map((x) => {
      show();
      return x;
    });
  },
};
o2.method();
const depd = () => {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = (_, sites) => sites;
  Error.stackTraceLimit = 2;
  const holder = {};
  Error.captureStackTrace(holder, depd);
  const { stack } = holder;
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return stack;
};
function caller() { return depd() }
const sites = caller();
console.log(sites.length, sites.map((s) => [s.getFunctionName(), s.getFileName() === __filename, s.getLineNumber(), s.isNative(), s.isEval(), s.isConstructor()].join()));
Error.stackTraceLimit = 1;
console.log(new Error('one').stack.split('\n').length);
Error.stackTraceLimit = 0;
console.log(new Error('none').stack);
