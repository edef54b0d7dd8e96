import pLimit, { limitFunction } from 'p-limit';
import { AsyncLocalStorage } from 'node:async_hooks';
const limit = pLimit(2); let running = 0, most = 0; const log = [];
const job = (name, ms) => limit(async (x) => { running++; most = Math.max(most, running); log.push('+' + x); await new Promise((r) => setTimeout(r, ms)); log.push('-' + x); running--; return x.toUpperCase(); }, name);
const jobs = [job('a', 60), job('b', 20), job('c', 60), job('d', 120)];
console.log(limit.activeCount, limit.pendingCount); await null; await null; console.log(limit.activeCount, limit.pendingCount, limit.concurrency);
console.log(await Promise.all(jobs), most, log.join(' '));
const one = pLimit(1), seen = []; const p = [1, 2, 3, 4].map((n) => one(async () => { seen.push(n); await null; if (n === 2) throw new Error('two'); return n; }));
console.log((await Promise.allSettled(p)).map((r) => r.value ?? r.reason.message), seen);
const cleared = pLimit(1); cleared(() => new Promise((r) => setTimeout(r, 5))); for (let i = 0; i < 3; i++) cleared(() => {}); await null; console.log(cleared.pendingCount); cleared.clearQueue(); console.log(cleared.pendingCount);
const als = new AsyncLocalStorage(); const ctx = pLimit(1); console.log(await Promise.all(['x', 'y', 'z'].map((v) => als.run(v, () => ctx(async () => { await null; return als.getStore(); })))));
console.log(await limit.map([1, 2, 3], async (x, i) => x * i), await limitFunction(async (a, b) => a + b, { concurrency: 1 })(1, 2));
for (const bad of [0, -1, 1.5, 'x', undefined]) try { pLimit(bad); } catch (e) { console.log(e.name, e.message); }
const grow = pLimit(1); const g = [1, 2, 3].map((n) => grow(() => new Promise((r) => setTimeout(r, 10, n)))); await null; grow.concurrency = 3; await new Promise((r) => setTimeout(r, 2)); console.log(grow.activeCount, await Promise.all(g));
