package module

import (
	"slices"
	"strings"
)

// kind is the class of a token.
type kind uint8

const (
	tokenEnd   kind = iota
	tokenWord       // identifier, keyword or #private name
	tokenPunct      // operators and brackets, one character but for "=>", "...", "?."
	tokenString
	tokenTemplate // a template without substitutions, or the part up to the next ${
	tokenNumber
	tokenRegExp
)

// token is a piece of source text.
type token struct {
	kind       kind
	start, end int
	newline    bool // a line break stands between this token and the one before
}

// bracket is an open bracket and what must be known when it closes.
type bracket struct {
	char     byte  // ( [ { or $ for the brace of a template
	before   token // what stood before it
	head     bool  // the parenthesis of if, while, for or with
	block    bool  // a brace that holds statements
	function bool  // a brace that holds the statements of a function
	class    bool  // a brace that holds members of a class
}

// scanner cuts JavaScript into tokens. It accepts whatever comes: what is wrong
// with a program is for the engine to say. Whether a slash divides or begins a
// regular expression is told from the tokens before it, as es-module-lexer and
// its like do; the rare cases where only a parser could tell are taken for
// what is usual.
type scanner struct {
	src  string
	pos  int
	last token // the token before
	open []bracket
	// marked is how many of these marks rely on.
	marked int
	// closed is the bracket that the last token closed, if it did.
	closed bracket
	// pendingClass is set between the word class and its body.
	pendingClass bool
	classDepth   int // brackets that are open around the class
}

func newScanner(src string) *scanner {
	s := &scanner{src: src}
	if strings.HasPrefix(src, "\ufeff") {
		s.pos = len("\ufeff")
	}
	if strings.HasPrefix(src[s.pos:], "#!") {
		s.skipLine()
	}
	return s
}

// text is the source of a token.
func (s *scanner) text(t token) string { return s.src[t.start:t.end] }

// is reports whether the token is that word or punctuator.
func (s *scanner) is(t token, text string) bool {
	return (t.kind == tokenWord || t.kind == tokenPunct) && s.text(t) == text
}

// literal is what stands between the quotes of a string, escapes as they are.
func (s *scanner) literal(t token) (string, bool) {
	if t.kind != tokenString || t.end-t.start < 2 || s.src[t.end-1] != s.src[t.start] {
		return "", false
	}
	return s.src[t.start+1 : t.end-1], true
}

// depth is the number of open brackets.
func (s *scanner) depth() int { return len(s.open) }

// push opens a bracket, without overwriting what a mark has.
func (s *scanner) push(b bracket) {
	if len(s.open) < s.marked {
		s.open, s.marked = slices.Clone(s.open), 0
	}
	s.open = append(s.open, b)
}

// mark is a place to come back to with reset, or to stay ahead of with forget.
func (s *scanner) mark() scanner {
	m := *s
	s.marked = max(s.marked, len(s.open))
	return m
}

func (s *scanner) reset(m scanner) { *s = m }

func (s *scanner) forget(m scanner) { s.marked = min(s.marked, m.marked) }

// peek returns the token that next would return.
func (s *scanner) peek() token {
	m := s.mark()
	t := s.next()
	s.reset(m)
	return t
}

// next returns the next token; at the end its kind is tokenEnd.
func (s *scanner) next() token {
	newline := s.skipSpace()
	t := token{start: s.pos, newline: newline}
	if s.pos >= len(s.src) {
		t.end = s.pos
		return t
	}
	c := s.src[s.pos]
	switch {
	case c == '"' || c == '\'':
		t.kind = tokenString
		s.skipString(c)
	case c == '`':
		t.kind = tokenTemplate
		s.pos++
		s.skipTemplate()
	case isWordStart(c):
		t.kind = tokenWord
		s.pos++
		s.skipWord()
	case isDigit(c) || c == '.' && s.pos+1 < len(s.src) && isDigit(s.src[s.pos+1]):
		t.kind = tokenNumber
		s.skipNumber(strings.HasPrefix(s.src[s.pos:], "0x"))
	case c == '/' && s.regExpMayFollow():
		t.kind = tokenRegExp
		s.skipRegExp()
	default:
		t.kind = s.punct(c)
	}
	t.end = s.pos
	if t.kind == tokenWord && s.src[t.start:t.end] == "class" && !s.memberName(t) {
		s.pendingClass, s.classDepth = true, len(s.open)
	}
	s.last = t
	return t
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWordStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$' || c == '\\' || c == '#' || c >= 0x80
}

func isWordPart(c byte) bool { return isWordStart(c) && c != '#' || isDigit(c) }

// space is how many bytes of white space, or of one line break, stand at i.
func (s *scanner) space(i int) (n int, newline bool) {
	switch s.src[i] {
	case ' ', '\t', '\v', '\f':
		return 1, false
	case '\n', '\r':
		return 1, true
	case 0xC2:
		if strings.HasPrefix(s.src[i:], "\u00a0") {
			return 2, false
		}
	case 0xE2:
		if strings.HasPrefix(s.src[i:], "\u2028") || strings.HasPrefix(s.src[i:], "\u2029") {
			return 3, true
		}
		if len(s.src) >= i+3 && s.src[i+1] == 0x80 && (s.src[i+2] <= 0x8a || s.src[i+2] == 0xaf) {
			return 3, false
		}
	case 0xEF:
		if strings.HasPrefix(s.src[i:], "\ufeff") {
			return 3, false
		}
	case 0xE3:
		if strings.HasPrefix(s.src[i:], "\u3000") {
			return 3, false
		}
	}
	return 0, false
}

// skipSpace goes past white space and comments, and tells of line breaks.
func (s *scanner) skipSpace() (newline bool) {
	for s.pos < len(s.src) {
		if n, br := s.space(s.pos); n > 0 {
			newline = newline || br
			s.pos += n
			continue
		}
		rest := s.src[s.pos:]
		switch {
		case strings.HasPrefix(rest, "//"):
			s.skipLine()
		case strings.HasPrefix(rest, "/*"):
			n := strings.Index(rest[2:], "*/")
			if n < 0 {
				s.pos = len(s.src)
				return newline
			}
			newline = newline || strings.ContainsAny(rest[:n+2], "\r\n")
			s.pos += n + 4
		default:
			return newline
		}
	}
	return newline
}

func (s *scanner) skipLine() {
	for s.pos < len(s.src) {
		if n, newline := s.space(s.pos); newline {
			return
		} else if n > 0 {
			s.pos += n
		} else {
			s.pos++
		}
	}
}

func (s *scanner) skipString(quote byte) {
	for s.pos++; s.pos < len(s.src); s.pos++ {
		switch s.src[s.pos] {
		case quote:
			s.pos++
			return
		case '\\':
			s.pos++
			if strings.HasPrefix(s.src[min(s.pos, len(s.src)):], "\r\n") {
				s.pos++
			}
		case '\n', '\r':
			return // not closed: the engine will say so
		}
	}
	s.pos = min(s.pos, len(s.src))
}

// skipTemplate goes to the end of the template, or into its next substitution.
func (s *scanner) skipTemplate() {
	for s.pos < len(s.src) {
		switch s.src[s.pos] {
		case '`':
			s.pos++
			return
		case '\\':
			s.pos = min(s.pos+2, len(s.src))
		case '$':
			s.pos++
			if s.pos < len(s.src) && s.src[s.pos] == '{' {
				s.pos++
				s.push(bracket{char: '$', before: s.last})
				return
			}
		default:
			s.pos++
		}
	}
}

// maxEscape is more than the length of an escape.
const maxEscape = 64

func (s *scanner) skipWord() {
	for s.pos < len(s.src) && isWordPart(s.src[s.pos]) {
		if n, _ := s.space(s.pos); n > 0 {
			return
		}
		if strings.HasPrefix(s.src[s.pos:], "\\u{") {
			if n := strings.IndexByte(s.src[s.pos:min(s.pos+maxEscape, len(s.src))], '}'); n > 0 {
				s.pos += n
			}
		}
		s.pos++
	}
}

func (s *scanner) skipNumber(hex bool) {
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		if (c == '+' || c == '-') && (s.src[s.pos-1]|0x20) == 'e' && !hex {
			s.pos++
			continue
		}
		if !isDigit(c) && c != '.' && !isWordPart(c) {
			return
		}
		s.pos++
	}
}

func (s *scanner) skipRegExp() {
	class := false
	for s.pos++; s.pos < len(s.src); s.pos++ {
		switch s.src[s.pos] {
		case '\\':
			s.pos++
		case '[':
			class = true
		case ']':
			class = false
		case '\n', '\r':
			return
		case '/':
			if !class {
				s.pos++
				s.skipWord()
				return
			}
		}
	}
	s.pos = min(s.pos, len(s.src))
}
