import { produce, produceWithPatches, applyPatches, enablePatches, enableMapSet, original, current, isDraft, freeze, setAutoFreeze, Immer, immerable, nothing, createDraft, finishDraft, castDraft } from 'immer';
enablePatches(); enableMapSet();
const base = { users: [{ name: 'a', tags: new Set(['x']) }, { name: 'b', tags: new Set() }], byId: new Map([[1, { n: 1 }]]), meta: { count: 2 } };
const next = produce(base, (d) => { d.users[0].tags.add('y'); d.users.push({ name: 'c' }); d.byId.get(1).n++; d.byId.set(2, { n: 0 }); delete d.meta.count; });
console.log(next, base, next.users[1] === base.users[1], Object.isFrozen(next.users[0]), Object.isFrozen(base.meta));
console.log(produce(base, () => {}) === base, produce(1, (x) => x + 1), produce({ a: 1 }, () => nothing));
const [state, patches, inverse] = produceWithPatches({ a: [1, 2, 3], b: { c: 1 } }, (d) => { d.a.splice(1, 1, 'x', 'y'); d.b.c = 2; d.b.d = []; d.a.length = 3; });
console.log(state, patches, inverse, applyPatches(state, inverse), applyPatches({ a: [1, 2, 3], b: { c: 1 } }, patches));
try { next.users.push(1); } catch (e) { console.log(e.name, e.message); }
try { produce({}, (d) => { d.x = 1; return { y: 2 }; }); } catch (e) { console.log(e.message); }
try { const d = createDraft({ a: 1 }); finishDraft(d); d.a = 2; } catch (e) { console.log(e.message); }
let leak; produce({ deep: { x: 1 } }, (d) => { leak = d; console.log(isDraft(d), isDraft(d.deep), original(d).deep, current(d.deep), d, Object.keys(d), 'deep' in d, JSON.stringify(d)); });
try { leak.deep; } catch (e) { console.log(e.constructor.name, e.message); }
class Clock { static [immerable] = true; constructor(h) { this.h = h; } get pm() { return this.h > 12; } tick() { return produce(this, (d) => { d.h++; }); } }
const c = new Clock(12), later = c.tick(); console.log(c, later, later.pm, later instanceof Clock, later === c);
const curried = produce((d, x, y) => { d.sum = x + y; }); console.log(curried({ k: 1 }, 2, 3), produce((d = { init: true }) => { d.z = 1; }, { dflt: 1 })());
console.log(produce([3, 1, 2], (d) => { d.sort(); d.reverse(); d.unshift(0); }), produce({ a: { b: { c: {} } } }, (d) => { const b = d.a.b; d.a.b = { wrapped: b }; b.c.x = 1; }));
const strict = new Immer({ autoFreeze: false, useStrictShallowCopy: true }); const hidden = Object.defineProperty({ v: 1 }, 'h', { value: 2 }); console.log(Object.getOwnPropertyDescriptors(strict.produce(hidden, (d) => { d.v = 3; })));
console.log(freeze({ a: { b: 1 } }, true), [...produce(new Set([{ a: 1 }]), (d) => { for (const x of d) x.a = 2; })], produce(new Map([['k', [1]]]), (d) => { d.forEach((v) => v.push(2)); }));
