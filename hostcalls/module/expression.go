package module

import (
	"sort"
	"strings"
)

// Words for the expression at which a program failed, from its text, as V8
// prints them: "a.b is not a function". The engine says no more than where.

// program is a text cut into tokens, for looking around in.
type program struct {
	src    string
	tokens []token
	closes []int // for an opening bracket its partner, and the other way round; else -1
	parent []int // the innermost bracket that is open before the token, or -1
}

func cut(src string) *program {
	p := &program{src: src}
	s := newScanner(src)
	var open []int
	for t := s.next(); t.kind != tokenEnd; t = s.next() {
		i := len(p.tokens)
		p.tokens = append(p.tokens, t)
		p.closes = append(p.closes, -1)
		p.parent = append(p.parent, -1)
		if n := len(open); n > 0 {
			p.parent[i] = open[n-1]
		}
		switch p.text(i) {
		case "(", "[", "{":
			if t.kind == tokenPunct {
				open = append(open, i)
			}
		case ")", "]", "}":
			if n := len(open); n > 0 && t.kind == tokenPunct {
				p.closes[i], p.closes[open[n-1]] = open[n-1], i
				open = open[:n-1]
			}
		}
	}
	return p
}

func (p *program) text(i int) string {
	if i < 0 || i >= len(p.tokens) {
		return ""
	}
	return p.src[p.tokens[i].start:p.tokens[i].end]
}

// is reports whether token i is that word or punctuator.
func (p *program) is(i int, text string) bool {
	return i >= 0 && i < len(p.tokens) && p.tokens[i].kind != tokenString && p.text(i) == text
}

// at finds the token that holds the offset, or -1.
func (p *program) at(offset int) int {
	i := p.from(offset)
	if i < len(p.tokens) && offset >= p.tokens[i].start {
		return i
	}
	return -1
}

// from finds the first token that ends behind the offset.
func (p *program) from(offset int) int {
	return sort.Search(len(p.tokens), func(i int) bool { return offset < p.tokens[i].end })
}

// operand reports whether token i ends or is an operand.
func (p *program) operand(i int) bool {
	if i < 0 || i >= len(p.tokens) {
		return false
	}
	switch t := p.tokens[i]; t.kind {
	case tokenWord:
		return !beforeExpression[p.text(i)] || p.is(i-1, ".")
	case tokenPunct:
		return p.closes[i] >= 0 && p.closes[i] < i && p.text(i) != "}"
	default:
		return true
	}
}

// start goes back from token i to the first token of the chain of members and
// calls that it is in.
func (p *program) start(i int) int {
	for i > 0 {
		switch {
		case p.closes[i] >= 0 && p.closes[i] < i:
			i = p.closes[i]
			if !p.operand(i - 1) {
				return i
			}
			i--
		case p.is(i-1, ".") || p.is(i-1, "?."):
			i -= 2
		default:
			return i
		}
	}
	return max(i, 0)
}

// calleeAt returns the words for what was called at the offset, and whether with
// new.
func (p *program) calleeAt(offset int) (words string, construct bool) {
	from, end, construct := p.calleeRange(offset)
	if end < 0 {
		return "", false
	}
	return p.words(from, end), construct
}

// calleeRange is the first and last token of that, or -1.
func (p *program) calleeRange(offset int) (from, end int, construct bool) {
	i := p.at(offset)
	if i < 0 {
		return -1, -1, false
	}
	// Out of a computed key: a[key]()
	if i > 0 && p.is(i-1, "[") && p.closes[i-1] == i+1 && p.operand(i-2) {
		i++
	}
	if p.is(i, "new") && i+1 < len(p.tokens) {
		i++
	}
	end = i
	if p.closes[end] > end {
		end = p.closes[end]
	}
	for {
		if p.is(end+1, "[") && p.closes[end+1] > 0 {
			end = p.closes[end+1]
		} else if (p.is(end+1, ".") || p.is(end+1, "?.")) && end+2 < len(p.tokens) && p.tokens[end+2].kind == tokenWord {
			end += 2
		} else {
			break
		}
	}
	// The engine points at the last name that it looked up, which may be an
	// argument.
	if !p.is(end+1, "(") && (end+1 >= len(p.tokens) || p.tokens[end+1].kind != tokenTemplate) {
		if open := p.enclosing(i); p.is(open, "(") && p.operand(open-1) {
			end = open - 1
		}
	}
	from = p.start(end)
	return from, end, p.is(from-1, "new")
}

// enclosing is the innermost bracket that is open before token i, or -1.
func (p *program) enclosing(i int) int {
	if i < 0 || i >= len(p.parent) {
		return -1
	}
	return p.parent[i]
}

// words renders the chain of tokens from i to end.
func (p *program) words(i, end int) string {
	if i < 0 || i > end || end >= len(p.tokens) {
		return ""
	}
	var b strings.Builder
	switch {
	case p.is(i, "("):
		if p.closes[i] < 0 {
			return ""
		}
		b.WriteString(p.words(i+1, p.closes[i]-1))
		i = p.closes[i] + 1
	case p.is(i, "[") || p.is(i, "{"):
		if p.closes[i] < 0 {
			return ""
		}
		b.WriteString("(intermediate value)")
		i = p.closes[i] + 1
	case p.is(i, "function") || p.is(i, "class") || p.is(i, "async") || p.is(i, "new") || p.is(i, "await") || p.tokens[i].kind == tokenTemplate || p.tokens[i].kind == tokenRegExp:
		return "(intermediate value)"
	case p.tokens[i].kind == tokenString:
		b.WriteString(`"` + strings.Trim(p.text(i), `'"`) + `"`)
		i++
	default:
		b.WriteString(p.text(i))
		i++
	}
	for i <= end {
		switch {
		case p.is(i, ".") || p.is(i, "?."):
			b.WriteString(p.text(i) + p.text(i+1))
			i += 2
		case p.is(i, "[") && p.closes[i] > 0:
			b.WriteString(p.key(i+1, p.closes[i]-1))
			i = p.closes[i] + 1
		case p.is(i, "(") && p.closes[i] > 0:
			b.WriteString("(...)")
			i = p.closes[i] + 1
		default:
			return "(intermediate value)"
		}
	}
	return b.String()
}

// key renders a computed key.
func (p *program) key(i, end int) string {
	if i == end && i < len(p.tokens) && p.tokens[i].kind == tokenString {
		return "." + strings.Trim(p.text(i), `'"`)
	}
	return "[" + p.words(i, end) + "]"
}

// iteratedAt returns the words for what was to be iterated in the statement at
// the offset.
func (p *program) iteratedAt(offset int) string {
	i := p.from(offset)
	for ; i < len(p.tokens) && !p.is(i, ";"); i++ {
		switch {
		case p.is(i, "..."):
			return p.operandFrom(i + 1)
		case p.is(i, "of") && p.operandFrom(i+1) != "":
			return p.operandFrom(i + 1)
		case p.is(i, "]") && p.is(i+1, "="):
			return p.operandFrom(i + 2)
		}
	}
	return ""
}

// operandFrom renders the chain that begins at token i.
func (p *program) operandFrom(i int) string {
	if i >= len(p.tokens) {
		return ""
	}
	if p.is(i, "{") && p.closes[i] == i+1 {
		return "{}"
	}
	end := i
	if p.closes[end] > end {
		end = p.closes[end]
	}
	for {
		switch {
		case p.is(end+1, ".") || p.is(end+1, "?."):
			end += 2
		case (p.is(end+1, "[") || p.is(end+1, "(")) && p.closes[end+1] > 0:
			end = p.closes[end+1]
		default:
			return p.words(i, min(end, len(p.tokens)-1))
		}
	}
}

// destructuredAt returns the first property taken out in the pattern at or
// behind the offset, and the words for what it was to be taken out of.
func (p *program) destructuredAt(offset int) (property, words string) {
	for i := p.from(offset); i < len(p.tokens) && !p.is(i, ";"); i++ {
		if !p.is(i, "{") || p.closes[i] < 0 {
			continue
		}
		shut := p.closes[i]
		if p.is(shut+1, "=") && !p.is(shut+2, "=") && p.tokens[i+1].kind == tokenWord {
			return p.text(i + 1), p.operandFrom(shut + 2)
		}
	}
	return "", ""
}
