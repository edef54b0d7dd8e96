package module

import (
	"sort"
	"strings"
)

// funcRange is a function in a program: where it is, and what V8 would put
// before its name in a stack.
type funcRange struct {
	start, end int
	owner      string // "A" for a method of class A, "Object" for one of an object
	inferred   string // "exports.f" for a function without a name assigned to that
	construct  bool   // the constructor of the class that owner names
}

// outlineOf lists the functions of a program, outer ones before those in them.
func outlineOf(p *program) []funcRange {
	o := &outliner{program: p}
	for i := range p.tokens {
		switch {
		case p.is(i, "class") && !p.is(i-1, "."):
			o.class(i)
		case p.is(i, "=>"):
			o.arrow(i)
		case p.is(i, "{") && p.closes[i] > 0 && p.is(i-1, ")") && p.closes[i-1] >= 0:
			o.body(i)
		}
	}
	sort.SliceStable(o.list, func(a, b int) bool { return o.list[a].start < o.list[b].start })
	return o.list
}

type outliner struct {
	*program
	list    []funcRange
	classes []classBody
}

type classBody struct {
	open, shut int // tokens
	name       string
}

// class notes where the body of a class is, and its name.
func (o *outliner) class(i int) {
	name := ""
	if i+1 < len(o.tokens) && o.tokens[i+1].kind == tokenWord && !o.is(i+1, "extends") {
		name = o.text(i + 1)
	} else if o.is(i-1, "=") && i >= 2 && o.tokens[i-2].kind == tokenWord {
		name = o.text(i - 2)
	}
	for j := i + 1; j < len(o.tokens); j++ {
		if o.is(j, "(") && o.closes[j] > 0 {
			j = o.closes[j]
		} else if o.is(j, "{") && o.closes[j] > 0 {
			o.classes = append(o.classes, classBody{j, o.closes[j], name})
			return
		} else if o.is(j, ";") {
			return
		}
	}
}

// classOf returns the class whose body the bracket opens.
func (o *outliner) classOf(open int) *classBody {
	for i := range o.classes {
		if o.classes[i].open == open {
			return &o.classes[i]
		}
	}
	return nil
}

func (o *outliner) add(from, to int, r funcRange) {
	r.start, r.end = o.tokens[from].start, o.tokens[to].end
	o.list = append(o.list, r)
}

// body takes the brace at i behind a parenthesis for what it is: the body of a
// function, or of a statement, which is left.
func (o *outliner) body(i int) {
	open := o.closes[i-1]
	head := open - 1
	if head < 0 {
		return
	}
	word := o.tokens[head].kind == tokenWord
	switch {
	case o.is(head, "function") || o.is(head, "*") && o.is(head-1, "function"):
		o.add(head, o.closes[i], o.value(o.functionWord(head)))
	case word && (o.is(head-1, "function") || o.is(head-1, "*") && o.is(head-2, "function")):
		o.add(head, o.closes[i], funcRange{owner: o.value(o.functionWord(head - 1)).owner})
	case o.is(head, "if") || o.is(head, "for") || o.is(head, "while") || o.is(head, "switch") || o.is(head, "catch") || o.is(head, "with") || o.is(head, "await"):
	default:
		o.method(head, i)
	}
}

// functionWord goes back from what stands behind the word function to the first
// word of the expression.
func (o *outliner) functionWord(i int) int {
	if o.is(i, "*") {
		i--
	}
	if o.is(i-1, "async") {
		i--
	}
	return i
}

// method notes a method of a class or an object whose name ends at token head.
func (o *outliner) method(head, brace int) {
	key := head
	if o.is(head, "]") && o.closes[head] >= 0 {
		key = o.closes[head]
	}
	around := o.enclosing(key)
	if around < 0 || !o.is(around, "{") {
		return
	}
	if c := o.classOf(around); c != nil {
		o.add(key, o.closes[brace], funcRange{owner: c.name, construct: o.is(head, "constructor")})
	} else if o.objectLiteral(around) {
		o.add(key, o.closes[brace], funcRange{owner: "Object"})
	}
}

// objectLiteral guesses whether the brace opens an object and not a block.
func (o *outliner) objectLiteral(open int) bool {
	switch before := o.text(open - 1); before {
	case "=", "(", ",", ":", "[", "return", "?", "|", "&", "=>", "...", "default", "yield", "await":
		return true
	}
	return false
}

// value says what the expression that begins at token i is assigned to.
func (o *outliner) value(i int) funcRange {
	switch {
	case o.is(i-1, ":"):
		if around := o.enclosing(i); around >= 0 && o.is(around, "{") && o.objectLiteral(around) {
			return funcRange{owner: "Object"}
		}
	case o.is(i-1, "="):
		around := o.enclosing(i)
		if around >= 0 {
			if c := o.classOf(around); c != nil {
				return funcRange{owner: c.name}
			}
		}
		return funcRange{inferred: o.target(i - 2)}
	}
	return funcRange{}
}

// target is the dotted name that ends at token i, as V8 infers it.
func (o *outliner) target(i int) string {
	if i < 2 || o.tokens[i].kind != tokenWord || !o.is(i-1, ".") {
		return ""
	}
	name := o.text(i)
	for i >= 2 && o.is(i-1, ".") && o.tokens[i-2].kind == tokenWord {
		i -= 2
		if o.text(i) != "prototype" {
			name = o.text(i) + "." + name
		}
	}
	if o.is(i-1, ".") || strings.HasPrefix(name, "this.") {
		return ""
	}
	return name
}

// arrow notes an arrow function whose arrow is token i.
func (o *outliner) arrow(i int) {
	start := i - 1
	if start < 0 {
		return
	}
	if o.closes[start] >= 0 && o.closes[start] < start {
		start = o.closes[start]
	}
	if o.is(start-1, "async") {
		start--
	}
	end := i + 1
	if end >= len(o.tokens) {
		return
	}
	if o.is(end, "{") && o.closes[end] > 0 {
		end = o.closes[end]
	} else {
		end = o.expressionEnd(end)
	}
	o.add(start, end, o.value(start))
}

// expressionEnd is the last token of the expression that begins at token i.
func (o *outliner) expressionEnd(i int) int {
	for j := i; j < len(o.tokens); j++ {
		switch {
		case o.closes[j] > j:
			j = o.closes[j]
		case o.is(j, ",") || o.is(j, ";") || o.closes[j] >= 0,
			j > i && o.tokens[j].newline && o.tokens[j].kind == tokenWord && o.operand(j-1):
			return max(j-1, i)
		}
	}
	return len(o.tokens) - 1
}

// functionAt returns the innermost function around the offset.
func functionAt(list []funcRange, offset int) (f funcRange, ok bool) {
	for _, r := range list {
		if r.start > offset {
			break
		}
		if offset < r.end && (!ok || r.start >= f.start) {
			f, ok = r, true
		}
	}
	return f, ok
}
