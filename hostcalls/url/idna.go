package url

import (
	"strings"
	"unicode/utf8"

	"github.com/wjs-run/wjs/engine"
	"golang.org/x/net/idna"
)

// The profile is UTS #46 as the URL Standard wants it: nothing transitional,
// neither hyphens nor lengths nor STD3 rules checked.
var profile = idna.New(
	idna.MapForLookup(),
	idna.Transitional(false),
	idna.StrictDomainName(false),
	idna.CheckHyphens(false),
	idna.CheckJoiners(true),
	idna.BidiRule(),
	idna.VerifyDNSLength(false),
)

// domainToASCII returns the domain in lower case and Punycode. The result may
// still have characters that no domain may have.
func domainToASCII(pace *engine.Pace, domain string) (string, bool) {
	ascii := isASCII(pace, domain)
	if ascii {
		domain = piecewise(pace, domain, strings.ToLower)
		if !strings.HasPrefix(domain, "xn--") && !strings.Contains(domain, ".xn--") {
			return domain, true
		}
	}
	if !encodable(domain) {
		return "", false
	}
	if !ascii {
		domain = strings.Map(mapLate, domain)
	}
	out, err := profile.ToASCII(domain)
	if err != nil {
		return "", false
	}
	for rest := out; strings.Contains(rest, "xn--xn--"); {
		var label string
		label, rest, _ = strings.Cut(rest, ".")
		if strings.HasPrefix(label, "xn--xn--") {
			// No label may look like an encoded one once it is decoded.
			if plain, err := idna.Punycode.ToUnicode(label); err != nil || strings.HasPrefix(plain, "xn--") {
				return "", false
			}
		}
	}
	return out, true
}

// domainToUnicode is for show: what is wrong with the domain stays as it is.
func domainToUnicode(domain string) string {
	if !encodable(domain) {
		return domain
	}
	out, _ := profile.ToUnicode(domain)
	return out
}

// How long a domain may be that is not plain ASCII, in bytes: all of it as in
// Node.js, a label shorter, because Punycode takes time with the square of its
// length and cannot be interrupted. DNS has 63 bytes a label and 253 in all.
const (
	maxEncodedLabel  = 2000
	maxEncodedDomain = 16 << 10
)

// encodable tells whether the domain is short enough for IDNA.
func encodable(domain string) bool {
	if len(domain) > maxEncodedDomain {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if len(label) > maxEncodedLabel {
			return false
		}
	}
	return true
}

func isASCII(pace *engine.Pace, text string) bool {
	for start, end := range pace.Pieces(len(text)) {
		for i := start; i < end; i++ {
			if text[i] >= utf8.RuneSelf {
				return false
			}
		}
	}
	return true
}

// mapLate maps what UTS #46 maps since Unicode 15.1, for x/net's tables are
// those of 15.0: -1 drops a character.
func mapLate(r rune) rune {
	if r < 0x4C0 {
		return r
	}
	switch r {
	case 0x4C0:
		return 0x4CF
	case 0x1C89:
		return 0x1C8A
	case 0x1E9E:
		return 0xDF
	case 0x2132:
		return 0x214E
	case 0x2183:
		return 0x2184
	case 0xA7CB:
		return 0x264
	case 0xA7DC:
		return 0x19B
	case 0x2F868:
		return 0x36FC
	case 0x2F874:
		return 0x5F53
	case 0x2F91F:
		return 0x243AB
	case 0x2F95F:
		return 0x7AEE
	case 0x2F9BF:
		return 0x45D7
	case 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x2061, 0x2062, 0x2063, 0x3164, 0xFFA0:
		return -1
	}
	switch {
	case 0x10A0 <= r && r <= 0x10C5:
		return r - 0x10A0 + 0x2D00
	case 0x1CCD6 <= r && r <= 0x1CCEF:
		return r - 0x1CCD6 + 'a'
	case 0x1CCF0 <= r && r <= 0x1CCF9:
		return r - 0x1CCF0 + '0'
	case 0x206A <= r && r <= 0x206F, 0x1D173 <= r && r <= 0x1D17A:
		return -1
	}
	return r
}
