package module

import "testing"

func TestScanProgram(t *testing.T) {
	for _, c := range []struct {
		name, source      string
		esm, await, lower bool
	}{
		{"script", "const a = require('a'); module.exports = a", false, false, false},
		{"import", "import a from 'a'", true, false, false},
		{"bare import", "import'a'", true, false, false},
		{"import in a block", "{ import a from 'a' }", false, false, false},
		{"dynamic import", "import('a'); x.import('b'); x.import.b", false, false, false},
		{"import.meta", "f(import.meta.url)", true, false, false},
		{"export", "export const a = 1", true, false, false},
		{"export list", "const a = 1; export { a }", true, false, false},
		{"a variable of that name", "x.export; y = { export: 1, import: 2, await: 3 }", false, false, false},
		{"in text", "`import a from 'a'`; 'export {}'; /import.meta/; // await x\n/* export {} */", false, false, false},
		{"await", "const x = await f()", false, true, false},
		{"await in a block", "if (x) { await f() }", false, true, false},
		{"for await", "for await (const x of y) {}", false, true, false},
		{"await in functions", "async function f() { await g() } const h = async () => { await g() }; class A { async m() { await g() } }", false, false, false},
		{"await in arrows", "f(async () => await x, 1); const g = async (a) => (await a) + await b, h = 1\nconst k = 1", false, false, false},
		{"await behind an arrow", "const g = () => 1; await x", false, true, false},
		{"await on the line behind an arrow", "const g = () => f(1)\nawait x", false, true, false},
		{"variable await", "var await = 1; f(await)", false, false, false},
		{"decorator", "@d class A {}", false, false, true},
		{"at sign in text", "'@d'; `@d`; /@/", false, false, false},
		{"using", "{ using x = f() }", false, false, true},
		{"variable using", "using = 1; using in x; x.using", false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := scanProgram(c.source)
			if s.esm != c.esm || s.await != c.await || s.lower != c.lower {
				t.Errorf("esm %v, await %v, lower %v", s.esm, s.await, s.lower)
			}
		})
	}
}

func TestAttributes(t *testing.T) {
	for _, c := range [][2]string{
		{`import a from './a.json' with { type: 'json' };`, `import a from './a.json\x01type\x02json'                      ;`},
		{"import a from \"a\" with {\n 'type': \"json\", }\nf()", "import a from \"a\\x01type\\x02json\"       \n                  \nf()"},
		{`export { a } from 'a' with { type: 'json' }`, `export { a } from 'a\x01type\x02json'                      `},
		{`export * as b from 'a' with {}`, `export * as b from 'a'        `},
		{`import 'a'; with (b) { c }`, `import 'a'; with (b) { c }`},
		{`export const a = 'b'; x = { with: 1 }`, `export const a = 'b'; x = { with: 1 }`},
		{`import(a)`, `import(a)`},
		{`import(f(a, b), )`, `import(f(a, b), )`},
		{`import('a', b)`, `import(` + withAttributes + `('a', b))`},
		{`import(await import('a', b), c)`, `import(` + withAttributes + `(await import(` + withAttributes + `('a', b)), c))`},
	} {
		if got := apply(c[0], scanProgram(c[0]).edits); got != c[1] {
			t.Errorf("%s\ngot  %s\nwant %s", c[0], got, c[1])
		}
	}
}

func FuzzScanProgram(f *testing.F) {
	for _, s := range []string{"import a from 'b' with {'", "import(a,(b)", "export{", "for await(", "`${`${", "import 'a' with { 'b': '"} {
		f.Add(s)
	}
	f.Add("import a import afrom {'b'it h\x97 w'") // the second import was looked at twice
	f.Fuzz(func(t *testing.T, s string) {
		apply(s, scanProgram(s).edits)
	})
}
