//go:build darwin || windows

package wasi

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// foldPath brings a name into the form in which denials compare it. File systems
// here take several spellings for the same file; a denial must match them all,
// so where in doubt it matches too much. (Grants compare exactly: there too
// little is the safe side.)
func foldPath(name string) string {
	return norm.NFD.String(strings.ToLower(strings.ToUpper(norm.NFKD.String(name))))
}
