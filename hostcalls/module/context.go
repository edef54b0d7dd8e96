package module

import "strings"

// Words after which an expression is expected, so that a slash begins a regular
// expression and a brace an object.
var beforeExpression = map[string]bool{
	"return": true, "typeof": true, "instanceof": true, "in": true, "of": true, "new": true, "delete": true,
	"void": true, "throw": true, "case": true, "await": true, "yield": true, "default": true, "extends": true,
	"else": true, "do": true,
}

// Words after which a brace opens a block.
var beforeBlock = map[string]bool{"else": true, "do": true, "try": true, "finally": true, "catch": true}

// punct goes past a punctuator and keeps the brackets in order.
func (s *scanner) punct(c byte) kind {
	rest := s.src[s.pos:]
	switch c {
	case '(', '[':
		s.push(bracket{char: c, before: s.last, head: c == '(' && s.lastIsHead()})
	case '{':
		s.push(s.brace())
	case ')', ']', '}':
		if n := len(s.open); n > 0 {
			s.closed = s.open[n-1]
			s.open = s.open[:n-1]
			if c == '}' && s.closed.char == '$' {
				s.pos++
				s.skipTemplate()
				return tokenTemplate
			}
		} else {
			s.closed = bracket{}
		}
	default:
		for _, long := range [...]string{"=>", "...", "?.", "++", "--"} {
			if strings.HasPrefix(rest, long) {
				s.pos += len(long)
				return tokenPunct
			}
		}
	}
	s.pos++
	return tokenPunct
}

// lastIsHead reports whether a parenthesis that follows belongs to a statement.
func (s *scanner) lastIsHead() bool {
	if s.last.kind != tokenWord || s.memberName(s.last) {
		return false
	}
	switch s.text(s.last) {
	case "if", "while", "for", "with":
		return true
	case "await": // for await (
		return strings.HasSuffix(strings.TrimRight(s.src[:s.last.start], " \t\r\n"), "for")
	}
	return false
}

// memberName reports whether the word stands behind a dot.
func (s *scanner) memberName(t token) bool {
	i := t.start
	for i > 0 && strings.IndexByte(" \t\r\n", s.src[i-1]) >= 0 {
		i--
	}
	return i > 0 && s.src[i-1] == '.' && !strings.HasSuffix(s.src[:i], "...")
}

// brace says what an opening brace here holds.
func (s *scanner) brace() bracket {
	b := bracket{char: '{', before: s.last}
	if s.pendingClass && s.classDepth == len(s.open) {
		s.pendingClass = false
		b.class = true
		return b
	}
	last := s.last
	text := ""
	if last.end > last.start && last.kind != tokenString && last.kind != tokenTemplate {
		text = s.text(last)
	}
	switch {
	case last.end == 0: // the first token
		b.block = true
	case text == ")":
		b.block = true
		b.function = !s.closed.head && !s.afterCatch()
	case text == "=>":
		b.block, b.function = true, true
	case text == ";" || text == "{":
		b.block = true
	case text == "}":
		b.block = s.closed.block || s.closed.class
	case text == ":":
		b.block = s.caseOrLabel()
	case last.kind == tokenWord && !s.memberName(last):
		switch {
		case beforeBlock[text]:
			b.block = true
		case text == "static" && s.inClass():
			b.block, b.function = true, true
		case last.newline && !beforeExpression[text]:
			b.block = true
		}
	}
	return b
}

// afterCatch reports whether the parenthesis that was closed last is that of a
// catch or a switch.
func (s *scanner) afterCatch() bool {
	before := s.closed.before
	if before.kind != tokenWord {
		return false
	}
	switch s.text(before) {
	case "catch", "switch":
		return !s.memberName(before)
	}
	return false
}

func (s *scanner) inClass() bool {
	n := len(s.open)
	return n > 0 && s.open[n-1].class
}

// caseOrLabel guesses whether the colon behind us ends a case or label, and not
// the key of an object: it does inside of a block.
func (s *scanner) caseOrLabel() bool {
	n := len(s.open)
	return n == 0 || s.open[n-1].char == '{' && s.open[n-1].block
}

// regExpMayFollow reports whether a slash here begins a regular expression.
func (s *scanner) regExpMayFollow() bool {
	last := s.last
	switch last.kind {
	case tokenEnd:
		return true
	case tokenWord:
		return beforeExpression[s.text(last)] && !s.memberName(last)
	case tokenPunct:
		switch s.text(last) {
		case ")":
			return s.closed.head
		case "]", "++", "--":
			return false
		case "}":
			return s.closed.block && !s.functionExpression()
		}
		return true
	case tokenTemplate:
		n := len(s.open)
		return n > 0 && s.open[n-1].char == '$' && s.src[last.end-1] == '{'
	}
	return false
}

// functionExpression guesses whether the brace that was closed last ended the
// body of a function used as a value. Behind a declaration a line ends.
func (s *scanner) functionExpression() bool {
	return s.closed.function && !strings.ContainsAny(s.src[s.last.end:s.pos], "\r\n")
}
