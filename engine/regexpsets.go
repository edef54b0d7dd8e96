package engine

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"
)

// errSets is returned for a pattern that is none of the flag v.
var errSets = errors.New("engine: invalid set operation in a character class")

// lowerSets makes of a pattern with the flag v one without set operations,
// nested classes and strings in classes, which the guest's compiler lacks:
//
//	[A--B]        (?:(?!B)A)
//	[A&&B]        (?:(?=B)A)
//	[\q{ab|c}d]   (?:ab|[cd])
//
// Each part but the strings is one code point, so that looking ahead compares
// the same one.
func lowerSets(pattern string) (string, error) {
	if len(pattern) > maxSetPattern || countStringProperties(pattern) > maxStringProperties {
		return "", errTooLarge
	}
	var out strings.Builder
	for i := 0; i < len(pattern); {
		switch c := pattern[i]; c {
		case '\\':
			if set, n := stringProperty(pattern[i:]); set != nil {
				out.WriteString(set.pattern())
				i += n
				continue
			}
			n := i + 1
			if n < len(pattern) {
				_, size := utf8.DecodeRuneInString(pattern[n:])
				n += size
			}
			out.WriteString(pattern[i:n])
			i = n
		case '[':
			p := &setParser{src: pattern, pos: i}
			set, err := p.class()
			if err != nil {
				return "", err
			}
			out.WriteString(set.pattern())
			i = p.pos
		default:
			out.WriteByte(c)
			i++
		}
	}
	return out.String(), nil
}

// lowerPattern answers the guest: argv → {pattern, flags} with a v are replaced by
// a pattern of the flag u.
func (iso *Isolate) lowerPattern(realm Realm, argv uint32) Value {
	source, ok := iso.String(Value(iso.load64(argv)))
	flags, _ := iso.String(Value(iso.load64(argv + 8)))
	if !ok || strings.Contains(flags, "u") || strings.Count(flags, "v") != 1 {
		return Undefined // an error, which the guest will find
	}
	lowered, err := lowerSets(source)
	if err != nil {
		why := "Invalid set operation in character class"
		if err == errTooLarge {
			why = "Regular expression too large"
		}
		return iso.throwIn(realm, "SyntaxError", "Invalid regular expression: /"+source+"/"+flags+": "+why)
	}
	pattern, err := iso.NewString(lowered)
	if err == nil {
		var v Value
		if v, err = iso.NewString(strings.Replace(flags, "v", "u", 1)); err == nil {
			iso.store64(argv, uint64(pattern))
			iso.store64(argv+8, uint64(v))
			return True
		}
		iso.Free(pattern)
	}
	iso.rethrow(err)
	return Exception
}

// charSet is what one class matches: a code point, by a class's content or by
// patterns, or one of some strings.
type charSet struct {
	plain   []byte
	others  []string
	strings []string
}

// char is the pattern of a code point of the set, "" for none.
func (s *charSet) char() string {
	parts := s.others
	if len(s.plain) > 0 {
		plain := string(s.plain)
		if plain[0] == '^' {
			plain = `\` + plain
		}
		parts = append([]string{"[" + plain + "]"}, parts...)
	}
	return alternatives(parts)
}

// pattern matches the longest strings first.
func (s *charSet) pattern() string {
	var parts []string
	list := slices.DeleteFunc(slices.Clone(s.strings), func(text string) bool { return text == "" })
	slices.SortStableFunc(list, func(a, b string) int { return len(b) - len(a) })
	if len(list) >= manyStrings && len(list) == len(s.strings) && len(list[0]) <= maxTreeString {
		parts = append(parts, treeOf(s.strings))
		if char := s.char(); char != "" {
			parts = append(parts, char)
		}
		return alternatives(parts)
	}
	for _, text := range list {
		parts = append(parts, literal(text))
	}
	if char := s.char(); char != "" {
		parts = append(parts, char)
	}
	parts = append(parts, make([]string, len(s.strings)-len(list))...)
	if len(parts) == 0 {
		return "[]"
	}
	return alternatives(parts)
}

func (s *charSet) add(t *charSet) {
	s.plain = append(s.plain, t.plain...)
	s.others = append(s.others, t.others...)
	s.strings = append(s.strings, t.strings...)
}

// combine keeps of a set what looking ahead for another one allows.
func (s *charSet) combine(t *charSet, look string, keep bool) *charSet {
	made := &charSet{}
	if a, b := s.char(), t.char(); a != "" && (b != "" || keep) {
		if b == "" {
			b = "[]"
		}
		if keep {
			made.others = []string{"(?:(?=" + b + ")" + a + ")"}
		} else {
			made.others = []string{"(?:" + look + b + ")" + a + ")"}
		}
	} else if !keep {
		made.plain, made.others = s.plain, s.others
	}
	others := map[string]bool{}
	for _, text := range t.strings {
		others[text] = true
	}
	for _, text := range s.strings {
		if others[text] == keep {
			made.strings = append(made.strings, text)
		}
	}
	return made
}

func alternatives(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return "(?:" + strings.Join(parts, "|") + ")"
}

// literal escapes what a string of \q{…} has no need to.
func literal(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			out.WriteString(text[i : i+2])
			i++
			continue
		}
		if strings.IndexByte("^$.*+?()[]{}|/", text[i]) >= 0 {
			out.WriteByte('\\')
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

type setParser struct {
	src       string
	pos       int
	depth     int
	operators int
}

// most nested classes: the parser recurses.
const maxSetDepth = 200

func (p *setParser) at(text string) bool { return strings.HasPrefix(p.src[p.pos:], text) }

// class parses from [ to ].
func (p *setParser) class() (*charSet, error) {
	if p.depth++; p.depth > maxSetDepth {
		return nil, errSets
	}
	defer func() { p.depth-- }()
	p.pos++
	negated := p.at("^")
	if negated {
		p.pos++
	}
	set, err := p.content()
	if err != nil {
		return nil, err
	}
	p.pos++ // ]
	if !negated {
		return set, nil
	}
	if len(set.strings) > 0 {
		return nil, errSets
	}
	if len(set.others) == 0 {
		return &charSet{others: []string{"[^" + string(set.plain) + "]"}}, nil
	}
	return &charSet{others: []string{`(?:(?!` + set.char() + `)[\s\S])`}}, nil
}

func (p *setParser) content() (*charSet, error) {
	set, operator := &charSet{}, ""
	for first := true; ; first = false {
		if p.pos >= len(p.src) {
			return nil, errSets
		}
		if p.at("]") {
			return set, nil
		}
		if p.at("--") || p.at("&&") {
			now := p.src[p.pos : p.pos+2]
			if first || operator != "" && operator != now {
				return nil, errSets
			}
			if p.operators++; p.operators > maxSetOperators {
				return nil, errTooLarge
			}
			operator = now
			p.pos += 2
			operand, err := p.operand()
			if err != nil {
				return nil, err
			}
			set = set.combine(operand, "(?!", now == "&&")
			continue
		}
		if operator != "" {
			return nil, errSets
		}
		operand, err := p.operand()
		if err != nil {
			return nil, err
		}
		set.add(operand)
	}
}

// operand parses a nested class, strings, an escape, or a character or range.
func (p *setParser) operand() (*charSet, error) {
	switch {
	case p.pos >= len(p.src):
		return nil, errSets
	case p.at("["):
		return p.class()
	case p.at(`\p{`):
		if set, n := stringProperty(p.src[p.pos:]); set != nil {
			p.pos += n
			return set, nil
		}
	case p.at(`\q{`):
		end := strings.IndexByte(p.src[p.pos:], '}')
		for end > 0 && strings.HasPrefix(p.src[p.pos:][:end], `\q{`) && unicodeBrace(p.src[p.pos:][:end]) {
			next := strings.IndexByte(p.src[p.pos+end+1:], '}')
			if next < 0 {
				return nil, errSets
			}
			end += next + 1
		}
		if end < 0 {
			return nil, errSets
		}
		body := p.src[p.pos+3 : p.pos+end]
		p.pos += end + 1
		set := &charSet{}
		for _, text := range strings.Split(body, "|") {
			if one := (&setParser{src: text}); text != "" && one.single() == nil && one.pos == len(text) {
				set.plain = append(set.plain, escapeInClass(text)...)
			} else {
				set.strings = append(set.strings, text)
			}
		}
		return set, nil
	}
	from := p.pos
	if err := p.single(); err != nil {
		return nil, err
	}
	if p.at("-") && !p.at("--") && p.pos+1 < len(p.src) && p.src[p.pos+1] != ']' {
		p.pos++
		if err := p.single(); err != nil {
			return nil, err
		}
	}
	return &charSet{plain: []byte(p.src[from:p.pos])}, nil
}

// unicodeBrace reports whether text ends within the braces of \u{…}.
func unicodeBrace(text string) bool {
	open := strings.LastIndex(text, `\u{`)
	return open >= 0 && !strings.Contains(text[open:], "}")
}

// escapeInClass lets a character stand for itself in a class.
func escapeInClass(text string) string {
	if len(text) == 1 && strings.Contains(`^-]\[`, text) {
		return `\` + text
	}
	return text
}

// single goes past one character or escape.
func (p *setParser) single() error {
	if p.pos >= len(p.src) {
		return errSets
	}
	if c := p.src[p.pos]; c != '\\' {
		if strings.IndexByte("()[]{}/-|", c) >= 0 || p.pos+1 < len(p.src) && p.src[p.pos+1] == c && strings.IndexByte("&!#$%*+,.:;<=>?@^`~", c) >= 0 {
			return errSets // must be escaped
		}
		_, size := utf8.DecodeRuneInString(p.src[p.pos:])
		p.pos += size
		return nil
	}
	if p.pos++; p.pos >= len(p.src) {
		return errSets
	}
	c := p.src[p.pos]
	_, size := utf8.DecodeRuneInString(p.src[p.pos:])
	p.pos += size
	switch c {
	case 'p', 'P', 'u':
		if p.at("{") {
			end := strings.IndexByte(p.src[p.pos:], '}')
			if end < 0 {
				return errSets
			}
			p.pos += end + 1
		} else if c == 'u' {
			p.pos = min(p.pos+4, len(p.src))
			if p.at(`\u`) && len(p.src) >= p.pos+6 && strings.ContainsRune("89abAB", rune(p.src[p.pos-3])) {
				p.pos += 6 // a pair
			}
		}
	case 'x':
		p.pos = min(p.pos+2, len(p.src))
	case 'c':
		p.pos = min(p.pos+1, len(p.src))
	}
	return nil
}
