package module

import (
	"strings"
	"testing"
)

func TestExportsOf(t *testing.T) {
	for _, c := range []struct{ name, source, exports, reexports string }{
		{"plain", "exports.a = 1; exports['b'] = 2; module.exports.c = 3; this.exports.d = 4", "a b c", ""},
		{"chain", "exports.a = exports.b = void 0;", "a b", ""},
		{"not assigned", "exports.a; exports.b == 1; exports.c === 2; exports.d += 1; exports[e] = 1", "b c", ""},
		{"nested", "function f() { if (x) { exports.deep = 1 } }", "deep", ""},
		{"comments", "exports /* a */ . /* b */ a // c\n = 1; // exports.no = 1\n/* exports.no2 = 1 */", "a", ""},
		{"in text", "'exports.a = 1'; \"exports.b = 1\"; `exports.c = 1 ${exports.d = 1} exports.e = 1`; /exports.f = 1/", "d", ""},
		{"regexp", "if (x) /'/.test(y); exports.a = 1; a = b / c; exports.b = 2 / 1; x = /[/]'/", "a b", ""},
		{"regexp after block", "function f() {}\n/'/.exec(x); exports.a = 1", "a", ""},
		{"division after object", "x = {a: 1} / 2; exports.b = '/'", "b", ""},
		{"literal", "module.exports = { a, b, 'c': d, e: f, g: h.i, j }", "a b c e g", ""},
		{"literal to the first value", "module.exports = { a, ...b, 'c-d': require('c'), e: 'x', f }", "a c-d", ""},
		{"literal with a number", "module.exports = { a, b: 1, c }", "a", ""},
		{"literal with spread", "module.exports = { ...require('a'), ...require('b'), c }", "c", "a b"},
		{"literal with method", "module.exports = { a, b() {}, c }", "a b", ""},
		{"esbuild's hint", "0 && (module.exports = { a, b, c })", "a b c", ""},
		{"reexport", "module.exports = require('./x')", "", "./x"},
		{"last one counts", "module.exports = require('./x'); module.exports = require('./y')", "", "./y"},
		{"by environment", "if (p) { module.exports = require('./a.js') } else { module.exports = require('./b.js') }", "", "./b.js"},
		{"TypeScript's star", "__exportStar(require(\"./a\"), exports); tslib_1.__exportStar(require('./b'), exports); __export(require('c'))", "", "./a ./b c"},
		{"value", "Object.defineProperty(exports, '__esModule', { value: true }); Object.defineProperty(module.exports, 'b', { enumerable: true, value: f() })", "__esModule b", ""},
		{"getter", `Object.defineProperty(exports, "a", { enumerable: true, get: function () { return b_1.a; } });`, "a", ""},
		{"named getter", "Object.defineProperty(exports, 'a', { enumerable: true, get: function get() { return _b.a } })", "a", ""},
		{"method getter", "Object.defineProperty(exports, 'a', { enumerable: true, get() { return b['a']; }, });", "a", ""},
		{"complex getter", "Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return f(b); } })", "", ""},
		{"hidden", "Object.defineProperty(exports, 'a', { enumerable: false, value: 1 })", "", ""},
		{"Babel's loop", `var _a = require("./a");
Object.keys(_a).forEach(function (key) {
  if (key === "default" || key === "__esModule") return;
  if (key in exports && exports[key] === _a[key]) return;
  Object.defineProperty(exports, key, { enumerable: true, get: function () { return _a[key]; } });
});`, "", "./a"},
		{"Babel's loop over an interop", `var _a = _interopRequireWildcard(require("./a"));
Object.keys(_a).forEach(function (k) { if (k === 'default') return; exports[k] = _a[k]; });`, "", "./a"},
		{"a loop over something else", "Object.keys(_a).forEach(function (k) { if (k === 'default') return; exports[k] = _a[k]; });", "", ""},
		{"escapes", `exports['a\u0062\x63'] = 1; exports["\u{1F600}"] = 2; exports['\ud800'] = 3`, "abc 😀", ""},
		{"hashbang", "#!/usr/bin/env node 'x\nexports.a = 1", "a", ""},
		{"not closed", "exports.a = '", "a", ""},
		{"half", "Object.defineProperty(exports, 'a', {", "", ""},
		{"member of another", "foo.exports.a = 1; foo.module.exports = {a}", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			exports, reexports := exportsOf(c.source)
			if got := strings.Join(exports, " "); got != c.exports {
				t.Errorf("exports %q, want %q", got, c.exports)
			}
			if got := strings.Join(reexports, " "); got != c.reexports {
				t.Errorf("reexports %q, want %q", got, c.reexports)
			}
		})
	}
}

func FuzzExportsOf(f *testing.F) {
	for _, s := range []string{"exports.a = `${{}}`", "module.exports = {'", "Object.keys(a).forEach(function(k){", "/[", "\\u{", "a ? /b/ : c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		exportsOf(s)
	})
}
