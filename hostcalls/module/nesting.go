package module

import (
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// maxNesting is how deep a program may nest, and how long its longest expression
// may be, that esbuild is given. It follows a program by calling itself, up to
// 10 KB of Go's stack for each level, whose end is the end of the process.
const maxNesting = 16000

// maxMarkup is the same for JSX, where every bracket and token counts.
const maxMarkup = 50000

// nestsTooDeep tells whether esbuild must not be given a program.
func nestsTooDeep(source string, loader api.Loader) bool {
	n := nesting{src: source, most: maxNesting}
	if loader == api.LoaderTSX || loader == api.LoaderJSX {
		n.jsx, n.most = true, maxMarkup
	}
	return n.deep()
}

// nesting measures a text without knowing which language it is. It never takes
// the text for flatter than it is: in what may be a string, a comment or a regular
// expression, and may be none, brackets close only what they have opened there. A
// slash followed by another one on its line leaves that open for the rest of it.
type nesting struct {
	src  string
	jsx  bool // text between tags looks like anything: no bracket is known to close
	most int
	open []level
	sum  int // of the lengths of all levels

	opaque    bool // the rest of the line, or with endless of the text, may be anything
	endless   bool
	floor     int   // how many levels were open before that
	line      int   // where it ends
	multiline bool  // what it has may go on behind it
	template  []int // how many levels are open in each substitution
}

// level is what an open bracket contains.
type level struct {
	char   byte
	head   bool   // of if, while, for or with: a statement follows
	length int    // tokens since the statement, or the element of a list, began
	kept   int    // else: a chain of these has ends of statements in it
	last   string // token
	item   int    // tokens since a comma
}

// words behind which something must follow, and those that go on with what is
// before them.
var (
	unfinished = strings.Fields(`abstract as assert asserts async await case class const declare default delete do else enum export extends
		for function get if implements import in infer instanceof interface is keyof let module namespace new of out override private
		protected public readonly return satisfies set static switch throw type typeof unique var void while with yield`)
	continuing = strings.Fields(`as else extends implements in instanceof is of satisfies while`)
	heads      = strings.Fields(`await for if while with`)
)

func (n *nesting) top() *level { return &n.open[len(n.open)-1] }

// deep reports whether the text nests too deep.
func (n *nesting) deep() bool {
	n.open = []level{{char: '{'}}
	n.sum = 1
	newline := false
	for i := 0; i < len(n.src) && n.sum <= n.most; {
		if i >= n.line {
			n.line = n.until(i, "\n")
			text := n.src[i:n.line]
			n.multiline = strings.Contains(text, "`") || strings.Contains(text, "/*")
		}
		c := n.src[i]
		end := i + 1
		switch {
		case c == '\n' || c == '\r':
			newline = true
			if !n.endless {
				n.opaque = false
			}
			i++
			continue
		case c <= ' ':
			i++
			continue
		case c == '(' || c == '[' || c == '{':
			n.push(c)
		case c == ')' || c == ']' || c == '}':
			if c == '}' && len(n.template) > 0 && n.template[len(n.template)-1] == len(n.open) {
				n.template = n.template[:len(n.template)-1]
				n.pop(c)
				end = n.templateEnd(i + 1)
			} else {
				n.pop(c)
			}
		case strings.HasPrefix(n.src[i:], "//"):
			end = i + len(strings.TrimSuffix(n.src[i:n.line], "\n"))
			n.hidden(i, end)
		case strings.HasPrefix(n.src[i:], "/*"):
			end = n.until(i+2, "*/")
			n.hidden(i, end)
		case strings.HasPrefix(n.src[i:], "<!--"), strings.HasPrefix(n.src[i:], "-->"):
			n.doubt()
			n.token(n.src[i:end], newline)
		case c == '/':
			if !n.opaque && strings.Contains(n.src[end:n.line], "/") {
				n.doubt()
			}
			n.token("/", newline)
		case (c == '"' || c == '\'') && !n.opaque:
			end = n.stringEnd(i)
			n.token("''", newline)
			n.hidden(i, end)
		case c == '`' && !n.opaque:
			n.token("``", newline)
			end = n.templateEnd(i + 1)
		case isWordStart(c) || isDigit(c):
			for end < len(n.src) && isWordPart(n.src[end]) {
				end++
			}
			n.token(n.src[i:end], newline)
		default:
			n.token(n.src[i:end], newline)
		}
		newline = false
		i = end
	}
	return n.sum > n.most
}

func (n *nesting) push(c byte) {
	l := n.top()
	head := c == '(' && slices.Contains(heads, l.last)
	n.token(string(c), false)
	n.open = append(n.open, level{char: c, head: head, length: 1})
	n.sum++
}

func (n *nesting) pop(c byte) {
	floor := 1
	if n.opaque {
		floor = n.floor
	}
	// What is in braces is over with them.
	at := len(n.open) - 1
	for c == '}' && at >= floor && n.open[at].char != '{' {
		at--
	}
	if n.jsx || at < floor || !matches(n.open[at].char, c) {
		return
	}
	last := string(c)
	if n.open[at].head {
		last = "if" // a statement follows, on whichever line
	}
	for _, l := range n.open[at:] {
		n.sum -= l.length + l.kept
	}
	n.open = n.open[:at]
	n.top().last = last
}

func matches(open, closed byte) bool {
	return open == '(' && closed == ')' || open == '[' && closed == ']' || open == '{' && closed == '}'
}

// token counts one, and sees whether something new begins with it.
func (n *nesting) token(text string, newline bool) {
	l := n.top()
	word := isWordStart(text[0])
	goesOn := !word || slices.Contains(continuing, text)
	ended := l.last == "}" || newline && (l.last == ")" || l.last == "]" || l.last == "''" || l.last == "``" ||
		l.last != "" && (isWordStart(l.last[0]) || isDigit(l.last[0])) && !slices.Contains(unfinished, l.last))
	switch {
	case text == "else":
		l.kept++
		n.sum++
	case text == ";", ended && !goesOn, text == "," && l.char == '[', text == ":" && l.char == '{' && l.item == 1:
		n.sum -= l.length - 1
		l.length = 1
	}
	l.length++
	n.sum++
	if l.item++; text == "," || text == "{" {
		l.item = 0
	}
	l.last = text
}

// hidden is a comment or a string, if it is one.
func (n *nesting) hidden(from, to int) {
	depth := 0
	for i := from; i < to; i++ {
		switch n.src[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth = max(depth-1, 0)
		default:
			continue
		}
		if n.sum+depth > n.most {
			n.sum += depth
			return
		}
	}
	for ; depth > 0; depth-- {
		n.push('(')
	}
	if n.jsx {
		n.sum += to - from
		n.top().length += to - from
	}
}

// doubt lets brackets close nothing that is open now until the line ends, or the
// text.
func (n *nesting) doubt() {
	if !n.opaque {
		n.opaque, n.endless, n.floor = true, n.multiline, len(n.open)
	}
}

// until is where the end stands behind i, itself included, or where all ends.
func (n *nesting) until(i int, end string) int {
	if at := strings.Index(n.src[i:], end); at >= 0 {
		return i + at + len(end)
	}
	return len(n.src)
}

func (n *nesting) stringEnd(i int) int {
	quote := n.src[i]
	for i++; i < len(n.src) && n.src[i] != quote && n.src[i] != '\n'; i++ {
		if n.src[i] == '\\' {
			i++
		}
	}
	return min(i+1, len(n.src))
}

// templateEnd is behind the template, or behind its next ${, which opens a level.
func (n *nesting) templateEnd(i int) int {
	from := i
	for ; i < len(n.src); i++ {
		switch n.src[i] {
		case '`':
			n.hidden(from, i)
			return i + 1
		case '\\':
			i++
		case '$':
			if i+1 < len(n.src) && n.src[i+1] == '{' {
				n.hidden(from, i)
				n.push('{')
				n.template = append(n.template, len(n.open))
				return i + 2
			}
		}
	}
	return len(n.src)
}
