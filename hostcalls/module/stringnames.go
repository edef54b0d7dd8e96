package module

import (
	"encoding/hex"
	"regexp"
)

// ES2022 lets a module name what it exports and imports by a string, as in
// `export { f as 'module.exports' }`. The engine's parser does not know that
// form: such a name becomes an identifier that stands for it, on both sides.

// stringNamePrefix begins every such identifier; the name follows in hexadecimal.
// jslib/internal/modules/cjs/require_esm.js knows the one that Node gives a
// meaning to.
const stringNamePrefix = "wjs$name$"

var namedByString = regexp.MustCompile(`\bas\s*["']|[{,]\s*(?:"[^"\n]*"|'[^'\n]*')\s*as\b`)

// mayNameByString is a cheap look before the scan.
func mayNameByString(source string) bool { return namedByString.MatchString(source) }

// stringName replaces a string that stands as a name in the braces of an import
// or export declaration.
func (v *visitor) stringName(before, t token) {
	if !v.is(before, "as") && !v.is(before, "{") && !v.is(before, ",") {
		return
	}
	name, ok := v.literal(t)
	if !ok {
		return
	}
	v.edits = append(v.edits, edit{t.start, t.end, " " + stringNamePrefix + hex.EncodeToString([]byte(name)) + " "})
}
