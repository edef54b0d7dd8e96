package module

import (
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/wjs-run/wjs/hostcalls"
)

// Syntax is where a program does not parse, and what V8 says of it.
type Syntax struct {
	Line    int    `json:"line"`   // from 1
	Column  int    `json:"column"` // from 1
	Length  int    `json:"length"`
	Text    string `json:"text"`    // of the line
	Message string `json:"message"` // empty if V8's words are not known
}

// syntaxOf(source, isScript) → where it does not parse, or null if it does. The
// engine tells the line at most; esbuild tells the token. What is only of ES
// modules is wrong in a script.
func syntaxOf(c *hostcalls.Call, source string, isScript bool) (*Syntax, error) {
	s := findSyntax(compilerOf(c), source)
	if s == nil && isScript {
		s = findModuleSyntax(source)
	}
	return s, nil
}

// findModuleSyntax finds the first thing that only an ES module may have.
func findModuleSyntax(source string) *Syntax {
	v := newVisitor(source)
	for {
		before := v.last
		t := v.next()
		v.arrow(before, t)
		if t.kind == tokenEnd {
			return nil
		}
		if t.kind != tokenWord || v.is(before, ".") {
			continue
		}
		v.word(t)
		words := ""
		switch text := v.text(t); {
		case v.await:
			words = "await is only valid in async functions and the top level bodies of modules"
		case v.esm && text == "export":
			words = "Unexpected token 'export'"
		case v.esm && v.depth() == 0 && !v.is(v.last, "meta"):
			words = "Cannot use import statement outside a module"
		case v.esm:
			words = "Cannot use 'import.meta' outside a module"
		default:
			continue
		}
		return placeOf(source, t, words)
	}
}

func placeOf(source string, t token, words string) *Syntax {
	start := strings.LastIndexByte(source[:t.start], '\n') + 1
	text := source[start:]
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		text = text[:end]
	}
	return &Syntax{Line: strings.Count(source[:start], "\n") + 1, Column: t.start - start + 1, Length: t.end - t.start, Text: text, Message: words}
}

// syntaxOfFile(file) → the same for a file, by path or URL.
func syntaxOfFile(c *hostcalls.Call, file string) (*Syntax, error) {
	return findSyntax(compilerOf(c), sourceOf(c, file)), nil
}

var declared = regexp.MustCompile(`^The symbol "(.*)" has already been declared$`)

// Messages of esbuild's, by how they begin, and V8's.
var syntaxWords = []struct{ begins, words string }{
	{"Unterminated string literal", "Invalid or unexpected token"},
	{"Unterminated template literal", "Unterminated template literal"},
	{"Unterminated regular expression", "Invalid regular expression: missing /"},
	{"Syntax error", "Invalid or unexpected token"},
	{`"await" can only be used inside`, "await is only valid in async functions and the top level bodies of modules"},
	{"Invalid assignment target", "Invalid left-hand side in assignment"},
	{"Legacy octal literals cannot be used", "Octal literals are not allowed in strict mode."},
	{"Delete of a bare identifier", "Delete of an unqualified identifier in strict mode."},
	{"With statements cannot be used", "Strict mode code may not include a with statement"},
	{"Cannot use \"break\" here", "Illegal break statement"},
	{"Cannot use \"continue\" here", "Illegal continue statement: no surrounding iteration statement"},
}

func findSyntax(c compiler, source string) *Syntax {
	if source == "" {
		return nil
	}
	result, err := c.transform(source, api.TransformOptions{Loader: api.LoaderJS, Target: api.ESNext, LogLevel: api.LogLevelSilent})
	if err != nil || len(result.Errors) == 0 || result.Errors[0].Location == nil {
		return nil
	}
	m := result.Errors[0]
	at := m.Location
	s := &Syntax{Line: at.Line, Column: at.Column + 1, Length: max(at.Length, 1), Text: at.LineText}
	if d := declared.FindStringSubmatch(m.Text); d != nil {
		s.Message = "Identifier '" + d[1] + "' has already been declared"
		return s
	}
	for _, w := range syntaxWords {
		if strings.HasPrefix(m.Text, w.begins) {
			s.Message = w.words
			s.wholeString(source)
			return s
		}
	}
	if strings.HasPrefix(m.Text, "Expected") || strings.HasPrefix(m.Text, "Unexpected") {
		s.Message = cut(source).describeToken(lineStart(source, at.Line) + at.Column)
	}
	return s
}

// wholeString moves from the end of a string that is not closed to its start.
func (s *Syntax) wholeString(source string) {
	p := cut(source)
	line := lineStart(source, s.Line)
	if i := p.at(line + s.Column - 2); i >= 0 && p.tokens[i].kind == tokenString && p.tokens[i].start >= line {
		s.Column = p.tokens[i].start - line + 1
		s.Length = p.tokens[i].end - p.tokens[i].start
	}
}

func lineStart(source string, line int) int { return max(offsetOf(source, line, 1), 0) }

// describeToken is the message for a token that stands where none of its kind
// may.
func (p *program) describeToken(offset int) string {
	if offset >= len(p.src) {
		return "Unexpected end of input"
	}
	i := p.at(offset)
	if i < 0 {
		for j, t := range p.tokens { // in white space: the next one
			if t.start >= offset {
				i = j
				break
			}
		}
	}
	if i < 0 {
		return "Unexpected end of input"
	}
	if p.is(i-1, "await") {
		return "await is only valid in async functions and the top level bodies of modules"
	}
	if p.inArguments(i) && p.operand(i-1) {
		return "missing ) after argument list"
	}
	text := p.text(i)
	switch t := p.tokens[i]; t.kind {
	case tokenNumber:
		return "Unexpected number"
	case tokenString:
		if _, ok := (&scanner{src: p.src}).literal(t); !ok {
			return "Invalid or unexpected token"
		}
		return "Unexpected string"
	case tokenTemplate:
		return "Unexpected template string"
	case tokenWord:
		switch {
		case reserved[text]:
			return "Unexpected token '" + text + "'"
		case strictReserved[text]:
			return "Unexpected strict mode reserved word"
		case text[0] == '#' || text[0] == '\\':
			return "Invalid or unexpected token"
		}
		return "Unexpected identifier '" + text + "'"
	}
	if text == "@" || text == "#" {
		return "Invalid or unexpected token"
	}
	return "Unexpected token '" + p.operator(i) + "'"
}

// inArguments reports whether the innermost bracket that is open before token i
// is that of a call.
func (p *program) inArguments(i int) bool {
	open := p.enclosing(i)
	return open > 0 && p.is(open, "(") && p.operand(open-1) && !reserved[p.text(open-1)]
}

// operator joins what the scanner left apart: "==" is two tokens to it.
func (p *program) operator(i int) string {
	rest := p.src[p.tokens[i].start:]
	for _, long := range [...]string{">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=",
		"=>", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**"} {
		if len(rest) >= len(long) && rest[:len(long)] == long {
			return long
		}
	}
	return p.text(i)
}

var reserved = set("break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with")

var strictReserved = set("implements interface package private protected public")
