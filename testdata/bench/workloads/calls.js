// Calls of functions, closures and methods.
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
function counter() { let n = 0; return { add(k) { n += k; return n; } }; }
function workload() {
  const c = counter();
  for (let i = 0; i < 200000; i++) c.add(i & 7);
  return fib(25) + c.add(0);
}
