package module

// object reads what follows the word Object: a property defined on exports, or
// the loop by which Babel passes on all exports of another module.
func (l *lexer) object() {
	top := l.depth() == 0
	if l.attempt(func() bool { return l.expect(".", "defineProperty", "(") }) {
		l.attempt(l.defineProperty)
	} else if top {
		l.attempt(func() bool { return l.expect(".", "keys", "(") && l.keysLoop() })
	}
}

// target reads exports or module.exports.
func (l *lexer) target() bool {
	t := l.next()
	return l.is(t, "exports") || l.is(t, "module") && l.expect(".", "exports")
}

// defineProperty reads (exports, 'name', { enumerable: true, value: … or a
// getter that returns a variable or a property of one.
func (l *lexer) defineProperty() bool {
	if !l.target() || !l.expect(",") {
		return false
	}
	name, ok := l.str()
	if !ok || !l.expect(",", "{") {
		return false
	}
	key := l.next()
	if l.is(key, "enumerable") {
		if !l.expect(":") {
			return false
		}
		if yes := l.next(); !l.is(yes, "true") && !(l.is(yes, "!") && l.text(l.next()) == "0") {
			return false
		}
		if !l.expect(",") {
			return false
		}
		key = l.next()
	}
	switch {
	case l.is(key, "value"):
		ok = l.expect(":")
	case l.is(key, "get"):
		ok = l.getter()
	default:
		ok = false
	}
	if ok {
		l.export(name)
	}
	return ok
}

// getter reads : function name() { return a.b; } or the same as a method.
func (l *lexer) getter() bool {
	t := l.next()
	if l.is(t, ":") {
		if !l.expect("function") {
			return false
		}
		if t = l.next(); t.kind == tokenWord {
			t = l.next()
		}
	}
	if !l.is(t, "(") || !l.expect(")", "{", "return") {
		return false
	}
	if _, ok := l.word(); !ok {
		return false
	}
	l.attempt(func() bool { _, ok := l.key(); return ok })
	l.attempt(func() bool { return l.expect(";") })
	if !l.expect("}") {
		return false
	}
	l.attempt(func() bool { return l.expect(",") })
	return l.expect("}", ")")
}

// keysLoop reads (x).forEach(function (key) { … exports[key] = x[key] … }) where
// x holds what require() returned.
func (l *lexer) keysLoop() bool {
	name, ok := l.word()
	if !ok || !l.expect(")", ".", "forEach", "(", "function", "(") {
		return false
	}
	key, ok := l.word()
	if !ok || !l.expect(")", "{") {
		return false
	}
	depth := l.depth()
	passes, skipsDefault := false, false
	for l.depth() >= depth {
		t := l.next()
		switch {
		case t.kind == tokenEnd:
			return false
		case t.kind == tokenString:
			text, _ := l.literal(t)
			skipsDefault = skipsDefault || text == "default"
		case l.is(t, "exports"):
			passes = passes || l.attempt(func() bool { return l.expect("[", key, "]") && l.assigns() })
		case l.is(t, "Object"):
			passes = passes || l.attempt(func() bool {
				return l.expect(".", "defineProperty", "(") && l.target() && l.expect(",", key, ",")
			})
		}
	}
	if specifier, known := l.stars[name]; known && passes && skipsDefault {
		l.reexport(specifier)
	}
	return true
}
