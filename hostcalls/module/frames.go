package module

import (
	"strings"
	"unicode/utf16"

	"github.com/wjs-run/wjs/hostcalls"
)

// Frame is one line of a stack as the engine tells it.
type Frame struct {
	File     string
	Line     int
	Column   int
	Function string // the name that the function has, if any
	Native   bool
	Async    bool // it waits for the one before
}

// FrameText is what V8 would show of it.
type FrameText struct {
	Name   string `json:"name"` // "new A", "A.m", "exports.f", or empty
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// how is the way in which a function was called.
type how uint8

const (
	unknown how = iota
	plain
	member
	construct
)

// analysed is a program looked at for stacks, kept with its source.
type analysed struct {
	text    string
	program *program
	outline []funcRange
}

type analysedKey struct{}

func analyse(c *hostcalls.Call, file string) *analysed {
	known := hostcalls.State(c.Env(), analysedKey{}, func() map[string]*analysed { return map[string]*analysed{} })
	text := sourceOf(c, file)
	if text == "" {
		return nil
	}
	if a := known[file]; a != nil && a.text == text {
		return a
	}
	if len(known) >= keptSources {
		clear(known)
	}
	a := newAnalysed(text)
	known[file] = a
	return a
}

func newAnalysed(text string) *analysed {
	p := cut(text)
	return &analysed{text, p, outlineOf(p)}
}

// frames(fields, thrown, property) → for each frame what V8 would show. A frame
// is five texts: file, line, column, function, "native", "async" or nothing. thrown is the
// name of the error's constructor, which the first frame called; property is
// what could not be read, or with = before it set, if that was the error, or the
// variable that there is not.
func frames(c *hostcalls.Call, fields []string, thrown, property string) ([]FrameText, error) {
	list := make([]Frame, 0, len(fields)/5)
	for ; len(fields) >= 5; fields = fields[5:] {
		list = append(list, Frame{fields[0], atoi(fields[1]), atoi(fields[2]), fields[3], fields[4] == "native", fields[4] == "async"})
	}
	look := func(file string) *analysed { return analyse(c, file) }
	out := describeFrames(list, thrown, look)
	if len(list) == 0 || property == "" || list[0].Native {
		return out, nil
	}
	if a := look(list[0].File); a != nil {
		find := a.program.propertyAt
		switch {
		case thrown == "ReferenceError":
			find = a.program.variableAt
		case property == notCallable:
			find = a.program.failedCallAt
		case strings.HasPrefix(property, "="):
			property, find = property[1:], a.program.assignmentAt
		}
		if at := find(offsetOf(a.text, list[0].Line, list[0].Column), property); at >= 0 {
			out[0].Line, out[0].Column = placeAt(a.text, at)
		}
	}
	return out, nil
}

func atoi(s string) int {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' || n > 1<<30 {
			return 0
		}
		n = n*10 + int(r-'0')
	}
	return n
}

func describeFrames(list []Frame, thrown string, look func(string) *analysed) []FrameText {
	out := make([]FrameText, len(list))
	called := make([]how, len(list)) // how the function of the frame was called
	where := make([]int, len(list))
	in := make([]funcRange, len(list))
	for i, f := range list {
		out[i] = FrameText{f.Function, f.Line, f.Column}
		where[i] = -1
		a := look(f.File)
		if f.Native || a == nil {
			continue
		}
		if where[i] = offsetOf(a.text, f.Line, f.Column); where[i] < 0 {
			continue
		}
		in[i], _ = functionAt(a.outline, where[i])
		if f.Async {
			if at := a.program.awaitAt(where[i]); at >= 0 {
				out[i].Line, out[i].Column = placeAt(a.text, at)
			}
			continue
		}
		callee := thrown
		if i > 0 {
			if callee = list[i-1].Function; callee == "" {
				callee = in[i-1].inferred
			}
		}
		at, mode := a.program.callAt(where[i], callee, i == 0)
		if at >= 0 {
			out[i].Line, out[i].Column = placeAt(a.text, at)
		}
		if i > 0 {
			called[i-1] = mode
		}
	}
	for i, f := range list {
		if where[i] < 0 {
			continue
		}
		mode := called[i]
		if mode == unknown && i+1 < len(list) && list[i+1].Native {
			mode = plain
		}
		if in[i].end > 0 {
			out[i].Name = in[i].show(f.Function, mode)
		}
	}
	return out
}

// show is the name of the function in a stack.
func (r funcRange) show(name string, mode how) string {
	special := strings.HasPrefix(name, "#") || strings.HasPrefix(name, "get ") || strings.HasPrefix(name, "set ")
	switch {
	case r.construct && r.owner != "":
		return "new " + r.owner
	case special:
		return name
	case mode == construct && name != "":
		return "new " + name
	case name == "" && r.inferred != "":
		return r.inferred
	case r.owner != "" && name != "" && mode != plain && !strings.ContainsAny(name, " ."):
		return r.owner + "." + name
	}
	return name
}

// placeAt is the line and column of an offset.
func placeAt(text string, at int) (line, column int) {
	start := strings.LastIndexByte(text[:at], '\n') + 1
	column = 1
	for _, r := range text[start:at] {
		column += utf16.RuneLen(r)
	}
	return strings.Count(text[:start], "\n") + 1, column
}

// awaitAt finds the await that the expression at an offset belongs to, or -1. Of
// a loop V8 shows the variable.
func (p *program) awaitAt(offset int) int {
	for i := p.at(offset); i >= 0 && !p.is(i, ";"); i-- {
		if !p.is(i, "await") || p.is(i-1, ".") {
			continue
		}
		if p.is(i-1, "for") && p.is(i+1, "(") {
			if i += 2; p.is(i, "const") || p.is(i, "let") || p.is(i, "var") {
				i++
			}
		}
		if i < len(p.tokens) {
			return p.tokens[i].start
		}
		return -1
	}
	return -1
}

// callAt finds the call that was going on at an offset: the engine points at the
// last name it looked up, an argument perhaps. name is that of the function that
// was called, if it is known. It returns where V8 says the call is, or -1.
func (p *program) callAt(offset int, name string, isThrow bool) (at int, mode how) {
	i := p.at(offset)
	if i < 0 {
		return -1, unknown
	}
	first, found := -1, false
	for j := i; j >= 0; {
		if open := p.callBehind(j); open >= 0 {
			at, mode := p.callPlace(open - 1)
			if name != "" && p.calls(open-1, name) {
				return at, mode
			}
			if !found && !isThrow {
				first, found = at, true
			}
		}
		if p.is(j-1, "new") && (j == i) {
			if name != "" && p.text(j) == name {
				return p.tokens[j-1].start, construct
			}
		}
		open := p.enclosing(j)
		if open < 1 || p.is(open, "{") && !p.valueBrace(open) {
			break
		}
		j = open - 1
		if p.is(open, "(") && !p.operand(j) {
			j = open
		}
		if j == open {
			if j = p.enclosing(open); j < 1 {
				break
			}
			j--
		}
	}
	return first, unknown
}

// notCallable stands for a property when what was called is no function.
const notCallable = "()"

// failedCallAt finds the call that failed because there was nothing to call.
func (p *program) failedCallAt(offset int, _ string) int {
	_, end, _ := p.calleeRange(offset)
	if end < 0 {
		return -1
	}
	at, _ := p.callPlace(end)
	return at
}

// variableAt finds the first mention of a variable behind the offset.
func (p *program) variableAt(offset int, name string) int {
	i := p.at(offset)
	for j := i; i >= 0 && j < len(p.tokens) && !p.is(j, ";"); j++ {
		if p.is(j, name) && !p.is(j-1, ".") {
			return p.tokens[j].start
		}
	}
	return -1
}

// assignmentAt finds the sign by which a property is set.
func (p *program) assignmentAt(offset int, property string) int {
	at := p.propertyAt(offset, property)
	if i := p.at(at); i >= 0 && p.is(i+1, "=") {
		return p.tokens[i+1].start
	}
	return at
}

// propertyAt finds the access to a property in the chain that the engine points
// at the start of.
func (p *program) propertyAt(offset int, property string) int {
	i := p.at(offset)
	if i < 0 {
		return -1
	}
	computed := -1
	for j := i; j < len(p.tokens); j++ {
		switch {
		case (p.is(j-1, ".") || p.is(j-1, "?.")) && p.text(j) == property:
			return p.tokens[j].start
		case p.is(j, "[") && p.closes[j] == j+2 && p.operand(j-1) && strings.Trim(p.text(j+1), "'\"`") == property:
			return p.tokens[j].start
		case p.closes[j] > j && j > i:
			if computed < 0 && p.is(j, "[") && p.operand(j-1) {
				computed = p.tokens[j].start
			}
			j = p.closes[j]
		case p.is(j, ";") || p.closes[j] >= 0 && j > i:
			j = len(p.tokens)
		}
	}
	if computed >= 0 {
		return computed
	}
	// What is assigned was looked up last.
	for j := i; j > 0 && !p.is(j, ";") && !p.is(j, "{"); j-- {
		if p.is(j, "=") && p.text(j-1) == property && p.is(j-2, ".") {
			return p.tokens[j-1].start
		}
	}
	return -1
}

// callBehind returns the parenthesis of the call whose callee token i ends, or
// ends after further members, or -1.
func (p *program) callBehind(i int) int {
	for {
		switch {
		case p.closes[i] > i:
			i = p.closes[i]
		case p.is(i+1, "(") && p.operand(i):
			return i + 1
		case p.is(i+1, "?.") && p.is(i+2, "("):
			return i + 2
		case p.is(i+1, ".") && strings.HasPrefix(p.text(i+2), "#"):
			i += 2
		case (p.is(i+1, ".") || p.is(i+1, "?.")) && i+2 < len(p.tokens):
			return -1 // a longer chain: the engine would point further on
		case p.is(i+1, "["):
			i++
		default:
			return -1
		}
	}
}

// valueBrace guesses whether the brace opens an object.
func (p *program) valueBrace(open int) bool {
	return (&outliner{program: p}).objectLiteral(open)
}

// calls reports whether the callee that ends at token i is of that name, or of
// one of several with bars between them.
func (p *program) calls(i int, name string) bool {
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		name = name[dot+1:]
	}
	for n := range strings.SplitSeq(name, "|") {
		if p.text(i) == n {
			return true
		}
	}
	return p.is(i, "super")
}

// callPlace is where V8 places the call whose callee ends at token i, and how it
// calls.
func (p *program) callPlace(i int) (at int, mode how) {
	if i < 0 {
		return -1, unknown
	}
	from := p.start(i)
	switch {
	case p.is(from-1, "new"):
		return p.tokens[from-1].start, construct
	case p.is(i, "super"):
		return p.tokens[i].start, construct
	case p.is(i-1, ".") || p.is(i-1, "?."):
		return p.tokens[i].start, member
	case p.is(i, "]"):
		return p.tokens[i].end, member
	case p.closes[i] >= 0:
		return p.tokens[i].end, plain
	}
	return p.tokens[i].start, plain
}
