package module

import "strings"

// scanned is what a look at a program's tokens tells.
type scanned struct {
	esm   bool // import or export declarations, or import.meta
	await bool // await outside of all functions
	lower bool // syntax that the engine lacks and esbuild can lower
	edits []edit
}

// edit replaces source[start:end] by text.
type edit struct {
	start, end int
	text       string
}

// scanProgram looks at a program once, from token to token.
func scanProgram(source string) scanned {
	v := newVisitor(source)
	for {
		before := v.last
		t := v.next()
		v.arrow(before, t)
		switch {
		case t.kind == tokenEnd || v.depth() > maxDepth:
			return v.scanned
		case v.is(t, "@"):
			v.lower = true
		case t.kind == tokenWord && !v.is(before, ".") && !v.is(before, "?."):
			v.word(t)
		}
	}
}

// maxDepth is more brackets than the engine's parser takes inside each other.
const maxDepth = 20000

type visitor struct {
	*scanner
	scanned
	// ahead is how many tokens may yet be looked at ahead, and then again: a program
	// without end in its parentheses has no end of that.
	ahead int
	// arrows are the depths at which bodies of arrow functions without braces
	// began that have not ended yet.
	arrows []int
}

func newVisitor(source string) *visitor {
	return &visitor{scanner: newScanner(source), ahead: 2*len(source) + 1<<16}
}

// arrow keeps track of those bodies. Such a one ends with a comma, a semicolon, a
// line that cannot go on, or the bracket around it.
func (v *visitor) arrow(before, t token) {
	for n := len(v.arrows); n > 0; n-- {
		depth := v.arrows[n-1]
		at := v.depth() == depth
		ends := v.depth() < depth || at && (v.is(t, ",") || v.is(t, ";")) ||
			at && t.newline && t.kind == tokenWord && v.complete(before)
		if !ends {
			break
		}
		v.arrows = v.arrows[:n-1]
	}
	if v.is(before, "=>") && !v.is(t, "{") {
		depth := v.depth()
		if v.is(t, "(") || v.is(t, "[") {
			depth--
		}
		v.arrows = append(v.arrows, depth)
	}
}

// complete reports whether an expression may end with the token.
func (v *visitor) complete(t token) bool {
	return t.kind != tokenPunct || v.is(t, ")") || v.is(t, "]") || v.is(t, "}")
}

func (v *visitor) word(t token) {
	switch v.text(t) {
	case "import":
		v.importWord()
	case "export":
		if v.depth() == 0 && v.exportFollows() {
			v.esm = true
			v.attributes(false)
		}
	case "await":
		if !v.scanned.await && !v.inFunction() && !v.isKey() {
			v.scanned.await = true
		}
	case "using":
		if next := v.peek(); next.kind == tokenWord && !next.newline && !v.is(next, "in") && !v.is(next, "of") && !v.is(next, "instanceof") {
			v.lower = true
		}
	}
}

// isKey reports whether the word just read is the key of an object, a method, or
// assigned to.
func (v *visitor) isKey() bool {
	next := v.peek()
	return v.is(next, ":") || v.is(next, "=") || v.is(next, ",") || v.is(next, ")") || v.is(next, "}") || v.is(next, ";")
}

func (v *visitor) inFunction() bool {
	if len(v.arrows) > 0 {
		return true
	}
	for _, b := range v.open {
		if b.function || b.class {
			return true
		}
	}
	return false
}

// exportFollows reports whether the word export begins a declaration.
func (v *visitor) exportFollows() bool {
	next := v.peek()
	if v.is(next, "{") || v.is(next, "*") || v.is(next, "@") {
		return true
	}
	switch v.text(next) {
	case "default", "const", "let", "var", "function", "class", "async", "import":
		return next.kind == tokenWord
	}
	return false
}

func (v *visitor) mayLookAhead() bool {
	v.ahead--
	return v.ahead > 0
}

func (v *visitor) importWord() {
	if !v.mayLookAhead() {
		return
	}
	switch next := v.peek(); {
	case v.is(next, "("):
		v.dynamicImport()
	case v.is(next, "."):
		m := v.mark()
		v.next()
		if v.is(v.next(), "meta") {
			v.esm = true
			v.forget(m)
			return
		}
		v.reset(m)
	case v.depth() > 0:
	case next.kind == tokenString || next.kind == tokenWord || v.is(next, "{") || v.is(next, "*"):
		v.esm = true
		v.attributes(true)
	}
}

// attributes moves what stands in with { … } behind the specifier of an import
// or export declaration into the specifier itself.
func (v *visitor) attributes(always bool) {
	m := v.mark()
	depth := v.depth()
	for {
		before := v.last
		t := v.next()
		switch {
		case t.kind == tokenEnd || v.is(t, ";") || v.is(t, "=") || v.is(t, "(") || !v.mayLookAhead():
			v.reset(m)
			return
		case t.kind == tokenString && v.depth() == depth+1:
			v.stringName(before, t)
		case t.kind == tokenString && v.depth() == depth && (always || v.afterFrom(t)):
			v.with(t)
			return
		case t.newline && t.kind == tokenWord && !always && v.depth() == depth && !v.is(t, "from") && !v.is(t, "as"):
			v.reset(m)
			return
		}
	}
}

// afterFrom reports whether the word from stands before the token.
func (v *visitor) afterFrom(t token) bool {
	return strings.HasSuffix(strings.TrimRight(v.src[:t.start], " \t\r\n"), "from")
}

func (v *visitor) with(specifier token) {
	m := v.mark()
	word := v.next()
	if _, closed := v.literal(specifier); !closed || !v.is(word, "with") || !v.is(v.next(), "{") {
		v.reset(m)
		return
	}
	var pairs strings.Builder
	for {
		key := v.next()
		if v.is(key, "}") {
			break
		}
		name, ok := v.literal(key)
		if key.kind == tokenWord {
			name, ok = v.text(key), true
		}
		if !ok || !v.is(v.next(), ":") {
			v.reset(m)
			return
		}
		value, ok := v.literal(v.next())
		if !ok {
			v.reset(m)
			return
		}
		pairs.WriteString(attributeMark + name + attributeValue + value)
		if after := v.next(); v.is(after, "}") {
			break
		} else if !v.is(after, ",") {
			v.reset(m)
			return
		}
	}
	v.edits = append(v.edits,
		edit{specifier.end - 1, specifier.end - 1, pairs.String()},
		edit{word.start, v.last.end, blank(v.src[word.start:v.last.end])})
}

// How attributes stand behind a specifier: as escapes in a string literal, so
// that quotes and escapes of the values stay as they are.
const (
	attributeMark  = `\x01`
	attributeValue = `\x02`
)

// blank is white space of the same shape.
func blank(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] != '\n' && b[i] != '\r' {
			b[i] = ' '
		}
	}
	return string(b)
}

// dynamicImport turns import(a, b) into import(f(a, b)) where f makes the
// specifier that attributes makes. An error in there rejects the promise, as
// the specification has it, because f's result throws only when it is read.
func (v *visitor) dynamicImport() {
	// Looked at ahead, and then again for what stands in it.
	m := v.mark()
	defer func() { v.reset(m) }()
	edits := v.edits
	open := v.next()
	depth := v.depth()
	comma := false
	for {
		before := v.last
		t := v.next()
		switch v.ahead--; {
		case t.kind == tokenEnd || v.ahead < 0:
			return
		case v.is(t, ",") && v.depth() == depth:
			comma = true
		case v.is(t, ")") && v.depth() == depth-1:
			if !comma || v.is(before, ",") {
				return
			}
			v.edits = append(edits,
				edit{open.end, open.end, withAttributes + "("},
				edit{t.start, t.start, ")"})
			return
		}
	}
}

// withAttributes is a function of JavaScript, without names of its own.
const withAttributes = `((s,o)=>({toString(){s=` + "`${s}`" + `;if(o===undefined)return s;` +
	`if(o===null||typeof o!=="object"&&typeof o!=="function")throw new TypeError("The second argument to import() must be an object");` +
	`o=o.with;if(o===undefined)return s;` +
	`if(o===null||typeof o!=="object"&&typeof o!=="function")throw new TypeError("The 'with' option must be an object");` +
	`for(const k of Object.keys(o)){if(typeof o[k]!=="string")throw new TypeError("Import attribute value must be a string");` +
	`s+="` + attributeMark + `"+k+"` + attributeValue + `"+o[k]}return s}}))`

// apply makes the edits. They do not overlap, except in a program that is no
// program, a part of which was taken for two declarations: the first one counts.
func apply(source string, edits []edit) string {
	if len(edits) == 0 {
		return source
	}
	sorted := append([]edit(nil), edits...)
	for i := 1; i < len(sorted); i++ { // few and nearly in order
		for j := i; j > 0 && sorted[j-1].start > sorted[j].start; j-- {
			sorted[j-1], sorted[j] = sorted[j], sorted[j-1]
		}
	}
	var b strings.Builder
	at := 0
	for _, e := range sorted {
		if e.start < at {
			continue
		}
		b.WriteString(source[at:e.start])
		b.WriteString(e.text)
		at = e.end
	}
	b.WriteString(source[at:])
	return b.String()
}
