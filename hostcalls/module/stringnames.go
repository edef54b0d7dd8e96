package module

import (
	"encoding/hex"
	"regexp"

	"github.com/wjs-run/wjs/engine"
)

// ES2022 lets a module name what it exports and imports by a string, as in
// `export { f as 'module.exports' }`. The engine's parser does not know that
// form: such a name becomes an identifier that stands for it, on both sides, until
// the engine has compiled the module.

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
	v.edits = append(v.edits, edit{t.start, t.end, " " + engine.StringNamePrefix + hex.EncodeToString([]byte(name)) + " "})
}
