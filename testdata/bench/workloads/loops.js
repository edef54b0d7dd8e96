// Loops over integers, floats and an array of bytes.
function workload() {
  let n = 0;
  for (let i = 0; i < 1500000; i++) n = (n + i * 3) | 0;
  let x = 0;
  for (let i = 1; i < 300000; i++) x += 1 / (i * i);
  const bytes = new Uint8Array(200000);
  for (let i = 0; i < bytes.length; i++) bytes[i] = i * 7;
  for (let i = 0; i < bytes.length; i++) n ^= bytes[i];
  return n + Math.floor(x * 1000);
}
