package engine

import "testing"

// TestRegExpSearch compares ways to the same match, of random expressions and
// texts: what goes from position to position in the linked guest, and the flag
// y at each of them; what takes a repeated character on its own there, and an
// alternative, which is not that simple.
func TestRegExpSearch(t *testing.T) {
	iso := newIsolate(t, Hooks{}, Limits{})
	v := eval(t, iso, `
	let seed = 12345;
	const below = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) >> 8 ? ((seed >> 8) % n) : 0;
	const pick = (list) => list[below(list.length)];
	const chars = ['a', 'b', 'A', 'z', '0', ' ', '\\n', '_', 'é', 'É', 'ſ', 's', '\\u212a', 'k', '\\u2028', '\\uffff', '\\ud83d', '\\ude00', '\\u4e2d'];
	const atoms = [...chars, '.', '\\w', '\\W', '\\s', '\\S', '\\d', '[ab]', '[^ab]', '[a-zé-ſ]', '[^]', '[\\ud83d]', '[acegikmoqsuwy02468]', '[^acegikmoqsuwy02468]', '(?:aa)', '(?:ab)'];
	// The second form is the first with simple quantifiers in another shape.
	function term(depth) {
		const kind = below(16);
		if (kind < 6 || depth > 1) { const a = pick(atoms); return [a, a]; }
		if (kind < 9) { const a = pick(atoms), q = pick(['*', '+', '?', '{2,3}', '*?', '+?']); return [a + q, '(?:' + a + '|[^\\s\\S])' + q]; }
		if (kind === 9) return pick([['^', '^'], ['$', '$'], ['\\b', '\\b'], ['\\B', '\\B']]);
		const [x, y] = body(depth + 1);
		const [open, close] = pick([['(', ')'], ['(?:', ')'], ['(?=', ')'], ['(?!', ')'], ['(?<=', ')'], ['(?:', ')*'], ['(', ')?'], ['(', ')+?'], ['(?:', '){2}'], ['(?:', '){0,2}']]);
		return [open + x + close, open + y + close];
	}
	function sequence(depth) { let x = '', y = ''; for (let n = 1 + below(3); n--;) { const t = term(depth); x += t[0]; y += t[1]; } return [x, y]; }
	function body(depth) { let [x, y] = sequence(depth); for (let n = below(3); n-- > 1;) { const t = sequence(depth); x += '|' + t[0]; y += '|' + t[1]; } return [x, y]; }
	const text = (wide) => { let s = ''; for (let n = below(12); n--;) s += JSON.parse('"' + pick(wide ? chars : chars.slice(0, 10)) + '"'); return s; };
	const show = (m) => m && JSON.stringify([m.index, ...m].map((g) => g === undefined ? null : g));
	function bySteps(source, flags, s, from) {
		const re = new RegExp(source, flags + 'y');
		for (let i = from; i <= s.length; i++) {
			if (flags.includes('u') && i > from && i < s.length && /^[\ud800-\udbff][\udc00-\udfff]$/.test(s.slice(i - 1, i + 1))) continue;
			re.lastIndex = i;
			const m = re.exec(s);
			if (m) return m;
		}
		return null;
	}
	let matches = 0, wrong = '';
	for (let n = 0; n < 3000 && !wrong; n++) {
		const [source, other] = body(0), flags = pick(['', 'i', 'm', 'u', 'iu', 's', 'im', 'su']);
		const re = new RegExp(source, flags + 'g'), second = new RegExp(other, flags + 'g');
		for (let i = 0; i < 4; i++) {
			const s = text(i % 2), from = below(2) ? below(s.length + 1) : 0;
			if (flags.includes('u') && from > 0 && /[\ud800-\udbff]/.test(s[from - 1])) continue;
			re.lastIndex = second.lastIndex = from;
			const got = show(re.exec(s)), want = show(bySteps(source, flags, s, from)), third = show(second.exec(s));
			if (got) matches++;
			if (got !== want || got !== third) wrong = '/' + source + '/' + flags + ' of ' + JSON.stringify(s) + ' from ' + from + ': ' + got + ', by steps ' + want + ', as /' + other + '/ ' + third;
		}
	}
	wrong || (matches > 2500 ? 'same' : matches + ' matches');
	`)
	if got, _ := iso.String(v); got != "same" {
		t.Error(got)
	}
	iso.Free(v)
}
