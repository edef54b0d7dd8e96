// Arrays: sorted by number, by text, and through the usual methods.
function workload() {
  let seed = 42;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff);
  const numbers = Array.from({ length: 40000 }, random);
  numbers.sort((a, b) => a - b);
  const texts = numbers.slice(0, 10000).map((n) => 't' + (n % 9973));
  texts.sort();
  const records = numbers.slice(0, 10000).map((n, i) => ({ n: n % 100, i }));
  records.sort((a, b) => a.n - b.n || b.i - a.i);
  const sum = numbers.filter((n) => n % 3 === 0).map((n) => n % 1000).reduce((a, b) => a + b, 0);
  return sum + texts[5000].length + records[77].i;
}
