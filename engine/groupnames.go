package engine

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// sharedNames answers the guest: argv → {pattern, flags}, whose groups share
// names. They may where no match has both, which is in different alternatives of
// the same disjunction; see https://tc39.es/ecma262/#sec-mightbothparticipate.
// Where the pattern refers back to such a name, another pattern takes its place.
func (iso *Isolate) sharedNames(realm Realm, argv uint32) Value {
	source, ok := iso.String(Value(iso.load64(argv)))
	if !ok || iso.dead != nil {
		return Exception
	}
	names := &groupNames{src: source}
	names.parse()
	refuse := func(why string) Value {
		flags, _ := iso.String(Value(iso.load64(argv + 8)))
		return iso.throwIn(realm, "SyntaxError", "Invalid regular expression: /"+source+"/"+flags+": "+why)
	}
	if names.clash() {
		return refuse("Duplicate capture group name")
	}
	lowered, err := names.lower()
	switch {
	case err != nil:
		return refuse("Regular expression too large")
	case lowered == source:
		return Undefined
	}
	pattern, err := iso.NewString(lowered)
	if err != nil {
		iso.rethrow(err)
		return Exception
	}
	iso.store64(argv, uint64(pattern))
	return True
}

// groupNames are the names in a pattern that the guest has compiled.
type groupNames struct {
	src    string
	groups map[string][]namedGroup
	refs   []nameRef
}

// namedGroup is a group by its number and by the alternatives that it is in,
// from the whole pattern inwards.
type namedGroup struct {
	index int
	path  []alternative
}

// alternative is one of a disjunction, which is that of a group by the order of
// their parentheses, or 0 for the whole.
type alternative struct{ disjunction, nth int }

// nameRef is \k<name>, in bytes.
type nameRef struct {
	from, to int
	name     string
}

// parse goes over the pattern once.
func (g *groupNames) parse() {
	g.groups = map[string][]namedGroup{}
	path := []alternative{{}}
	opened, captures := 0, 0
	inClass := false
	for i := 0; i < len(g.src); i++ {
		rest := g.src[i:]
		switch c := g.src[i]; {
		case c == '\\':
			if name, n := groupName(rest, `\k<`); n > 0 && !inClass {
				g.refs = append(g.refs, nameRef{i, i + n, name})
				i += n - 1
				continue
			}
			i++
		case inClass:
			inClass = c != ']'
		case c == '[':
			inClass = true
		case c == '|':
			path[len(path)-1].nth++
		case c == ')':
			if len(path) > 1 {
				path = path[:len(path)-1]
			}
		case c == '(':
			opened++
			name, n := groupName(rest, "(?<")
			switch {
			case n > 0:
				captures++
				g.groups[name] = append(g.groups[name], namedGroup{captures, slices.Clone(path)})
				i += n - 1
			case !strings.HasPrefix(rest, "(?"):
				captures++
			}
			path = append(path, alternative{disjunction: opened})
		}
	}
}

// groupName is the name that text has between the given beginning and >, and how
// long all that is; 0 for a text that begins otherwise.
func groupName(text, begin string) (string, int) {
	if !strings.HasPrefix(text, begin) {
		return "", 0
	}
	text = text[len(begin):]
	end := strings.IndexByte(text, '>')
	if end < 1 || text[0] == '=' || text[0] == '!' { // looking behind
		return "", 0
	}
	return unescapeName(text[:end]), len(begin) + end + 1
}

// unescapeName reads \uXXXX and \u{X…}; two of the former may be one character.
func unescapeName(name string) string {
	if !strings.Contains(name, `\u`) {
		return name
	}
	var units []uint16
	for len(name) > 0 {
		r, n := utf8.DecodeRuneInString(name)
		digits := ""
		switch end := strings.IndexByte(name, '}'); {
		case strings.HasPrefix(name, `\u{`) && end > 0:
			digits, n = name[3:end], end+1
		case strings.HasPrefix(name, `\u`) && len(name) >= 6:
			digits, n = name[2:6], 6
		}
		if code, err := strconv.ParseUint(digits, 16, 32); err == nil {
			r = rune(code)
		}
		if utf16.IsSurrogate(r) {
			units = append(units, uint16(r)) // AppendRune would take it for an error
		} else {
			units = utf16.AppendRune(units, r)
		}
		name = name[n:]
	}
	return string(utf16.Decode(units))
}

// clash reports whether two groups of one name may both take part in a match.
func (g *groupNames) clash() bool {
	for _, list := range g.groups {
		for i, a := range list {
			for _, b := range list[:i] {
				if !apart(a.path, b.path) {
					return true
				}
			}
		}
	}
	return false
}

// apart reports whether two paths come to different alternatives of one
// disjunction.
func apart(a, b []alternative) bool {
	for i := 0; i < min(len(a), len(b)) && a[i].disjunction == b[i].disjunction; i++ {
		if a[i].nth != b[i].nth {
			return true
		}
	}
	return false
}

// lower puts a reference to each group of a shared name in the place of one to
// the name: those that did not take part match nothing.
func (g *groupNames) lower() (string, error) {
	var out strings.Builder
	from := 0
	for _, ref := range g.refs {
		list := g.groups[ref.name]
		if len(list) < 2 {
			continue
		}
		out.WriteString(g.src[from:ref.from])
		if out.Len() > maxNamedPattern {
			return "", errTooLarge
		}
		out.WriteString("(?:")
		for _, group := range list {
			out.WriteString(`\` + strconv.Itoa(group.index))
		}
		out.WriteString(")")
		from = ref.to
	}
	out.WriteString(g.src[from:])
	return out.String(), nil
}
