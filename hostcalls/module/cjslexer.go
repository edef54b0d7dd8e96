package module

import "strings"

// exportsOf lists the names that a CommonJS module seems to export and the
// specifiers of the modules whose exports it passes on, from its text alone:
// what an ES module may import from it by name. The rules are those that
// cjs-module-lexer documents, so that the same names come out as in Node.js.
//
// Nothing is evaluated and scopes are not looked at: the module's own code, and
// the code that compilers make of ES modules, is recognised by its form.
func exportsOf(source string) (exports, reexports []string) {
	l := &lexer{scanner: newScanner(source), seen: map[string]bool{}, passed: map[string]bool{}}
	l.run()
	return l.exports, l.reexports
}

type lexer struct {
	*scanner
	exports   []string
	seen      map[string]bool
	reexports []string
	passed    map[string]bool // these
	// stars are the variables that hold what require() returned, for the loops
	// by which Babel passes exports on.
	stars map[string]string
}

func (l *lexer) export(name string) {
	if !l.seen[name] {
		l.seen[name] = true
		l.exports = append(l.exports, name)
	}
}

func (l *lexer) reexport(specifier string) {
	if !l.passed[specifier] {
		l.passed[specifier] = true
		l.reexports = append(l.reexports, specifier)
	}
}

func (l *lexer) run() {
	l.stars = map[string]string{}
	for {
		before := l.last
		t := l.next()
		if t.kind == tokenEnd {
			return
		}
		if t.kind != tokenWord {
			continue
		}
		word := l.text(t)
		if l.is(before, ".") || l.is(before, "?.") {
			// tslib.__exportStar(require('x')), _utils._interopRequireWildcard(…)
			if word == "__exportStar" || word == "__export" {
				l.starCall()
			} else if word == "exports" {
				continue // of module, which was seen, or of something else
			}
			continue
		}
		switch word {
		case "exports":
			l.member()
		case "module":
			l.moduleExports()
		case "Object":
			l.object()
		case "__export", "__exportStar":
			l.starCall()
		case "var", "let", "const":
			l.binding()
		}
	}
}

// attempt runs f and goes back if it fails, so that what it looked at is seen
// again.
func (l *lexer) attempt(f func() bool) bool {
	m := l.mark()
	if f() {
		l.forget(m)
		return true
	}
	l.reset(m)
	return false
}

// expect takes the next tokens if they are these words and punctuators.
func (l *lexer) expect(texts ...string) bool {
	for _, text := range texts {
		if !l.is(l.next(), text) {
			return false
		}
	}
	return true
}

func (l *lexer) word() (string, bool) {
	t := l.next()
	return l.text(t), t.kind == tokenWord
}

// str takes a string literal.
func (l *lexer) str() (string, bool) {
	text, ok := l.literal(l.next())
	if !ok {
		return "", false
	}
	return unquote(text)
}

// member reads what follows exports: .name = or ['name'] =
func (l *lexer) member() {
	l.attempt(func() bool {
		name, ok := l.key()
		if ok && l.assigns() {
			l.export(name)
			return true
		}
		return false
	})
}

// assigns takes an equals sign. A comparison passes too, as it does in Node.js.
func (l *lexer) assigns() bool { return l.expect("=") }

// value takes the colon behind a key and the word that its value begins with.
func (l *lexer) value() bool {
	return l.attempt(func() bool {
		if !l.expect(":") {
			return false
		}
		_, ok := l.word()
		return ok
	})
}

// key reads .name or ['name'].
func (l *lexer) key() (string, bool) {
	switch t := l.next(); {
	case l.is(t, "."):
		return l.word()
	case l.is(t, "["):
		name, ok := l.str()
		return name, ok && l.expect("]")
	}
	return "", false
}

// moduleExports reads what follows module: .exports.name =, .exports = {…},
// .exports = require('x')
func (l *lexer) moduleExports() {
	if !l.attempt(func() bool { return l.expect(".", "exports") }) {
		return
	}
	if !l.attempt(l.assigns) {
		l.member()
		return
	}
	// Whatever was passed on before is not any more.
	if l.reexports != nil {
		l.reexports, l.passed = nil, map[string]bool{}
	}
	l.attempt(func() bool {
		switch t := l.next(); {
		case l.is(t, "{"):
			l.objectLiteral()
			return true
		case l.is(t, "require"):
			if specifier, ok := l.requireArguments(); ok {
				l.reexport(specifier)
				return true
			}
		}
		return false
	})
}

// requireArguments reads ('x') behind the word require.
func (l *lexer) requireArguments() (string, bool) {
	if !l.expect("(") {
		return "", false
	}
	specifier, ok := l.str()
	return specifier, ok && l.expect(")")
}

// objectLiteral reads the keys of an object literal up to the first value that
// is more than a variable; that one's key too if it begins as one.
func (l *lexer) objectLiteral() {
	for {
		m := l.mark()
		t := l.next()
		more := l.is(t, "...")
		if more && !l.spread() || !more && t.kind != tokenWord && t.kind != tokenString {
			l.reset(m)
			return
		}
		l.forget(m)
		switch t.kind {
		case tokenWord:
			if !l.value() && l.is(l.peek(), ":") {
				return
			}
			l.export(l.text(t))
		case tokenString:
			key, _ := l.literal(t)
			if !l.value() {
				return
			}
			if name, ok := unquote(key); ok {
				l.export(name)
			}
		}
		if !l.attempt(func() bool { return l.expect(",") }) {
			return
		}
	}
}

// spread reads ...require('x') or ...name in an object literal.
func (l *lexer) spread() bool {
	name, ok := l.word()
	if !ok {
		return false
	}
	if name == "require" {
		if specifier, ok := l.requireArguments(); ok {
			l.reexport(specifier)
		}
	}
	return true
}

// starCall reads (require('x') behind __export or __exportStar.
func (l *lexer) starCall() {
	l.attempt(func() bool {
		if !l.expect("(", "require") {
			return false
		}
		specifier, ok := l.requireArguments()
		if ok {
			l.reexport(specifier)
		}
		return ok
	})
}

// binding reads name = require('x'), or with the call wrapped by Babel's
// interopRequireWildcard.
func (l *lexer) binding() {
	top := l.depth() == 0
	l.attempt(func() bool {
		name, ok := l.word()
		if !ok || !l.assigns() {
			return false
		}
		call, ok := l.word()
		if !ok {
			return false
		}
		if l.is(l.peek(), ".") { // helpers._interopRequireWildcard
			l.next()
			if call, ok = l.word(); !ok {
				return false
			}
		}
		if strings.HasSuffix(call, "interopRequireWildcard") {
			if !l.expect("(", "require") {
				return false
			}
		} else if call != "require" {
			return false
		}
		specifier, ok := l.requireArguments()
		if ok && top {
			l.stars[name] = specifier
		}
		return ok
	})
}

// unquote resolves the escapes of a string literal. It refuses lone surrogates,
// which cannot be names of exports.
func unquote(s string) (string, bool) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, true
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		n, ok := escape(s[i:], &b)
		if !ok {
			return "", false
		}
		i += n - 1
	}
	return b.String(), true
}
