const { Map, List, Set, OrderedMap, OrderedSet, Record, Stack, Seq, Range, Repeat, fromJS, is, merge, getIn, setIn, update, hash, isImmutable } = require('immutable');
const m = Map({ a: 1, b: Map({ c: List([1, 2, 3]) }) });
const n = m.setIn(['b', 'c', 1], 'x').update('a', (v) => v + 1).mergeDeep({ b: { d: 4 } });
console.log(m.toJS(), n.toJS(), m === m.set('a', 1), is(Map({ a: List([1]) }), Map({ a: List([1]) })), n.hashCode() === n.hashCode(), m.get('b').equals(n.get('b')));
console.log(String(m), m.toString(), List.of(1, 'two', null).toString(), Set([1, 1, 2]).toString(), Stack.of(1, 2).push(0).toString());
console.log(m, List([1, [2]]), OrderedMap([['z', 1], ['y', 2]]), Range(0, 5), Seq([1, 2]).map((x) => x * 2));
const big = List(Range(0, 5000)).withMutations((l) => { for (let i = 0; i < 100; i++) l.push(i).shift(); });
console.log(big.size, big.get(2500), big.slice(-3).toArray(), big.reduce((a, b) => a + b, 0), big.setSize(3).toJS(), big.indexOf(4000));
let wide = Map(); for (let i = 0; i < 3000; i++) wide = wide.set('key' + i, i); for (let i = 0; i < 2990; i++) wide = wide.delete('key' + i);
console.log(wide.size, wide.keySeq().sort().toArray(), Map([[NaN, 1], [0, 2], [-0, 3], [Map({ k: 1 }), 'deep']]).get(Map({ k: 1 })));
const Point = Record({ x: 0, y: 0 }, 'Point');
class P3 extends Record({ x: 1, y: 2, z: 3 }) { get norm() { return Math.hypot(this.x, this.y, this.z); } }
console.log(String(Point({ x: 5 })), new P3({ z: 2 }).norm, new P3().set('x', 9).toObject(), Point().has('q'), Point({ q: 1 }).equals(Point()));
try { new P3().x = 3; } catch (e) { console.log(e.message); }
const lazy = Seq([1, 2, 3, 4, 5]).filter((x) => { console.log('filter', x); return x % 2; }).map((x) => x * x).take(2);
console.log(lazy.toArray(), Repeat('x', 3).join('-'), Range(10, 0, -3).toArray());
console.log(fromJS({ a: [1, { b: 2 }], s: new Date(0) }, (k, v, p) => (v.size === 2 && !v.toList ? v : v.toOrderedMap ? v.toOrderedMap() : v)).getIn(['a', 1, 'b']));
const words = List(['apple', 'bob', 'cat', 'axe']);
console.log(words.groupBy((w) => w[0]).toJS(), words.sortBy((w) => -w.length).toJS(), words.countBy((w) => w.length).toJS(), words.partition ? words.partition((w) => w < 'b').map(String) : '', words.zip(Range(1, Infinity)).toJS(), words.interpose('+').join(''), words.max(), words.flatMap((w) => [...w]).toSet().size);
console.log(OrderedSet([3, 1, 2]).add(0).union([9]).subtract([1]).toJS(), Set([1, 2]).intersect([2, 3]).toJS(), Set.of(1, 2).isSubset([1, 2, 3]), merge({ a: 1 }, { b: 2 }), setIn({ a: { b: 1 } }, ['a', 'b'], 2), getIn([1, [2]], [1, 0]), update({ n: 1 }, 'n', (x) => x + 1), hash('abc'), isImmutable(words));
for (const [k, v] of OrderedMap({ a: 1, b: 2 })) console.log(k, v);
console.log(JSON.stringify(n), [...n.keys()], n.findKey((v) => v === 2), words.asMutable().push('x').asImmutable().size, Map().asMutable().set('a', 1).wasAltered());
