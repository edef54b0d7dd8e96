package engine

// workloads are what interpreters are compared by: each leaves a function in
// the global run, which does a fixed amount of one kind of work and returns a
// number.
var workloads = []struct{ name, source string }{
	{"calls", `function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) } globalThis.run = () => fib(16)`},
	{"loops", `globalThis.run = () => { let s = 0; for (let i = 0; i < 40000; i++) s = (s + i) | 0; return s }`},
	{"properties", `const o = { a: 1, b: 2, c: 3 }; globalThis.run = () => { for (let i = 0; i < 10000; i++) { o.a += o.b; o.c = o.a - i } return o.c }`},
	{"strings", `globalThis.run = () => { let n = 0; for (let i = 0; i < 150; i++) { const t = ('item ' + i + ';').repeat(8); n += t.split(';').map((x) => x.toUpperCase()).join('-').indexOf('9') } return n }`},
	{"json", `const rows = Array.from({ length: 50 }, (_, i) => ({ id: i, name: 'row ' + i, tags: ['a', 'b'], x: i / 3 })); globalThis.run = () => { let n = 0; for (let i = 0; i < 8; i++) n += JSON.parse(JSON.stringify(rows)).length; return n }`},
	{"map", `globalThis.run = () => { const m = new Map(); for (let i = 0; i < 2000; i++) m.set('k' + (i % 500), i); let s = 0; for (const [, v] of m) s += v; return s }`},
	{"sort", `globalThis.run = () => { const a = []; let x = 1; for (let i = 0; i < 1000; i++) a.push(x = (x * 1103515245 + 12345) % 2147483648); a.sort((p, q) => p - q); return a[500] }`},
	{"regexp", `const text = 'The quick brown fox, born 2024-01-15, jumps over 17 lazy dogs. '.repeat(8); globalThis.run = () => { let n = 0; for (let i = 0; i < 8; i++) n += [...text.matchAll(/(\d{4})-(\d\d)-(\d\d)|\b[a-z]+s\b/g)].length + text.replace(/[aeiou]+/g, '*').length; return n }`},
}
