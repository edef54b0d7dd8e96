package module

import (
	"strings"
	"testing"
	"time"

	"github.com/evanw/esbuild/pkg/api"
)

// TestNesting: what would take esbuild more of Go's stack than there is is not
// given to it, however brackets are hidden.
func TestNesting(t *testing.T) {
	for _, unit := range strings.Split("(|[|{|!|-|~|typeof |new |await |yield |a=>|a=|a?b:|a?{}:|a?\n{}\n:|a.|a?.b|a()|a[0]|x@()|x@[0]|x@.b|x@`a`|x@``.b|x@\n.b|x@!|x@\n()|"+
		"if(a)|if(a)\n|if(a);else |if(a){}else |if(a)b\nelse |for(;;)\n|for await(a of b)|while(a)\n|with(a)\n|do\n|l:|l:\n|a**|a,|(a,|({a:|[[],|`${|`)${|class extends |class{a=|class{[|"+
		"let a: @Array<|let a: @keyof |let a: @A extends B?C:|let a: @()=>|let a: {b:|namespace a{|<a>|function f(a=|()=>{|async()=>{|try{|switch(a){case |import(|import('a'+|@a(|"+
		"(/)/,|(/]})/,|[/[/*]/,|(/*)*/|('\\')',|(\")\",|(\n/)/,|x=(/\\/)))/|(a/b)/(|(a)/)/(|if(a)/)/.b,(|a++/(/)/|(`)`,|({}/)/(|(<!--)))\n|(\n-->)))\n|a?/[//]/:(`\n)))`)?", "|") {
		source := strings.Repeat(unit, 200_000)
		if before, again, ok := strings.Cut(unit, "@"); ok && unit[0] != '@' {
			source = before + strings.Repeat(again, 200_000)
		}
		start := time.Now()
		if _, err := unbounded.transform(source, api.TransformOptions{Loader: api.LoaderTS}); err == nil {
			t.Errorf("%q was compiled", unit)
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%q: %v", unit, d)
		}
	}
	for _, unit := range []string{"<a>", "<a>'{", "(<a>)</a>,", "(<a b=\"\n)))\">", "<a>{", "<a b={"} {
		if _, err := unbounded.transform(strings.Repeat(unit, 200_000), api.TransformOptions{Loader: api.LoaderTSX}); err == nil {
			t.Errorf("%q was compiled", unit)
		}
	}
}

// Looking ahead has an end, also where a program has none.
func TestLookingAheadEnds(t *testing.T) {
	start := time.Now()
	for _, unit := range []string{"import(", "import('a', {with:", "import {'", "import.x", "await:", "{await:", "\\u{", "a.import(", "export{",
		"module.exports={", "Object.defineProperty(exports,'a',{", "Object.keys(a).forEach(function(k){", "__export(require("} {
		exportsOf(strings.Repeat(unit, 300_000))
		scanProgram(strings.Repeat(unit, 300_000))
	}
	// A fraction of a minute under the race detector; it was minutes for each.
	if d := time.Since(start); d > 2*time.Minute {
		t.Errorf("it took %v", d)
	}
}

// What is long and not deep is compiled.
func TestLong(t *testing.T) {
	for _, unit := range []string{
		"let a = (b + c) * d / e;\n", "a = (b / c) / d // :(\n", "f(x)\ng(y)\n", "if (a) { b() } else { c() }\n", "// (see there\n", "/* [1 */\n", "a = '('\nb = \"{\"\n",
		"const a = /(\\/[)])\"/.test(b)\n", "x = `a(${b})`\n", "class A { b(c) { return d } }\n", "function f(a: B<C>): D { return a }\n", "export type A = { b: C, d: E }\n", "case 1: a(); break\n",
	} {
		block := "function f() {\n" + strings.Repeat(unit, 100) + "}\n"
		n := nesting{src: strings.Repeat(block, 1000), most: maxNesting}
		if n.deep() {
			t.Errorf("%q is deep", unit)
		}
	}
	list := nesting{src: "a = [" + strings.Repeat("{ b: 1, 'c': [2, 3], d: e(f) },\n", 100_000) + "]", most: maxNesting}
	table := nesting{src: "a = {" + strings.Repeat("b: 1,\nc: 'd',\n", 100_000) + "}", most: maxNesting}
	if list.deep() || table.deep() {
		t.Error("lists are deep")
	}
}
