package engine

import (
	_ "embed"
	"errors"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed emoji.txt
var emojiText string

// stringProperties are the properties that match strings of more than one code
// point, which the guest's compiler does not know. They are read when a pattern
// first asks. See https://tc39.es/ecma262/#table-binary-unicode-properties-of-strings.
var stringProperties = sync.OnceValue(func() map[string]*charSet {
	all := &charSet{}
	sets := map[string]*charSet{"RGI_Emoji": all}
	for line := range strings.Lines(emojiText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		set := &charSet{}
		for _, text := range fields[1:] {
			if utf8.RuneCountInString(text) == 1 {
				set.plain = append(set.plain, text...)
			} else {
				set.strings = append(set.strings, text)
			}
		}
		sets[fields[0]] = set
		all.add(set)
	}
	return sets
})

// maxStringProperties is how many of them one pattern may name: each becomes a
// pattern of some 10 KB, made while the guest cannot be asked whether to go on.
const maxStringProperties = 16

// What is done to a pattern while the guest cannot be asked is bounded: how long
// it may be with the flag v, how many set operations a class may have, nested ones
// included, how long strings in a tree may be, which has a level for each
// character, and how long names become as numbers of groups.
const (
	maxSetPattern   = 32 << 10
	maxSetOperators = 200
	maxTreeString   = 64
	maxNamedPattern = 1 << 20
)

var errTooLarge = errors.New("engine: regular expression too large")

// stringProperty is the set of what text begins with, \p{…}, and how long that
// is; nil for what is no property of strings.
func stringProperty(text string) (*charSet, int) {
	const longest = 64 // of the names, and more
	if !strings.HasPrefix(text, `\p{`) {
		return nil, 0
	}
	end := strings.IndexByte(text[:min(len(text), longest)], '}')
	if end < 0 || !strings.Contains(text[:end], "Emoji") {
		return nil, 0
	}
	set := stringProperties()[text[len(`\p{`):end]]
	if set == nil {
		return nil, 0
	}
	return &charSet{plain: slices.Clone(set.plain), strings: slices.Clone(set.strings)}, end + 1
}

// countStringProperties is how many a pattern may name, at the most.
func countStringProperties(pattern string) int {
	return strings.Count(pattern, `\p{RGI_Emoji`) + strings.Count(pattern, `\p{Basic_Emoji`) + strings.Count(pattern, `\p{Emoji_Keycap_Sequence`)
}

// manyStrings is from how many strings on a set is matched by a tree of their
// beginnings instead of one after the other.
const manyStrings = 16

// stringTree matches the longest of many strings that share beginnings.
type stringTree struct {
	end  bool
	next map[string]*stringTree // by a character, as it stands in a pattern
}

func (t *stringTree) add(pattern []string) {
	for _, char := range pattern {
		if t.next == nil {
			t.next = map[string]*stringTree{}
		}
		if t.next[char] == nil {
			t.next[char] = &stringTree{}
		}
		t = t.next[char]
	}
	t.end = true
}

// pattern makes classes of characters after which the same may follow.
func (t *stringTree) pattern() string {
	if len(t.next) == 0 {
		return ""
	}
	after := map[string][]string{}
	for char, next := range t.next {
		rest := next.pattern()
		after[rest] = append(after[rest], char)
	}
	var parts []string
	for rest, chars := range after {
		slices.Sort(chars)
		if len(chars) == 1 {
			parts = append(parts, chars[0]+rest)
		} else {
			parts = append(parts, "["+strings.Join(chars, "")+"]"+rest)
		}
	}
	slices.Sort(parts) // the same every time
	switch {
	case t.end:
		return "(?:" + strings.Join(parts, "|") + ")?"
	case len(parts) == 1:
		return parts[0]
	}
	return "(?:" + strings.Join(parts, "|") + ")"
}

// treeOf is one pattern for strings that are as in \q{…}.
func treeOf(list []string) string {
	var tree stringTree
	for _, text := range list {
		tree.add(characters(literal(text)))
	}
	return tree.pattern()
}

// characters splits a literal pattern; an escape stays whole.
func characters(pattern string) (list []string) {
	for len(pattern) > 0 {
		p := &setParser{src: pattern}
		if pattern[0] == '\\' {
			_ = p.single() // it was parsed before
		} else {
			_, p.pos = utf8.DecodeRuneInString(pattern)
		}
		list = append(list, pattern[:p.pos])
		pattern = pattern[p.pos:]
	}
	return list
}
