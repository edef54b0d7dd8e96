package module

import "strings"

// Site is where a program imports a name.
type Site struct {
	Line   int    `json:"line"`   // from 1
	Column int    `json:"column"` // from 1
	Text   string `json:"text"`   // of the line
	Clause string `json:"clause"` // what stands in braces, if all of it is in the line
}

// findImport finds the declaration that imports, or passes on, a name from a
// specifier.
func findImport(source, specifier, name string) *Site {
	v := newVisitor(source)
	for {
		t := v.next()
		if t.kind == tokenEnd {
			return nil
		}
		if v.depth() > 0 || !v.is(t, "import") && !v.is(t, "export") {
			continue
		}
		if at, ok := v.importedName(specifier, name); ok {
			return siteOf(source, at)
		}
	}
}

// importedName reads a declaration up to its specifier and finds the name in it.
func (v *visitor) importedName(specifier, name string) (at int, ok bool) {
	at = -1
	renamed := false
	for {
		t := v.next()
		switch {
		case t.kind == tokenEnd || v.is(t, ";") || v.is(t, "(") || v.is(t, "="):
			return 0, false
		case t.kind == tokenString:
			text, _ := v.literal(t)
			return at, at >= 0 && text == specifier
		case v.is(t, "as"):
			renamed = true
			continue
		case at < 0 && t.kind == tokenWord && !renamed:
			// The default import has a name of the importer's own.
			if v.text(t) == name || name == "default" && v.depth() == 0 {
				at = t.start
			}
		}
		renamed = false
	}
}

func siteOf(source string, at int) *Site {
	start := strings.LastIndexByte(source[:at], '\n') + 1
	text := source[start:]
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		text = text[:end]
	}
	s := &Site{Line: strings.Count(source[:at], "\n") + 1, Column: at - start + 1, Text: text}
	open, shut := strings.IndexByte(text, '{'), strings.IndexByte(text, '}')
	if open >= 0 && shut > open && strings.HasPrefix(strings.TrimSpace(text), "import") {
		s.Clause = text[open : shut+1]
	}
	return s
}
