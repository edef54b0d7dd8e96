package url

import (
	"strconv"
	"strings"

	"github.com/wjs-run/wjs/engine"
)

// forbiddenHost has what no host may have; forbiddenDomain what no domain may.
var (
	forbiddenHost   = newSet(nil, "\x00\t\n\r #/:<>?@[\\]^|")
	forbiddenDomain = newSet(forbiddenHost, "%\x7F"+controlText())
)

func controlText() string {
	b := make([]byte, 0x20)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}

// parseHost returns the host serialized. One of a scheme that is not special is
// taken as it is.
func parseHost(pace *engine.Pace, text string, special bool) (string, bool) {
	if strings.HasPrefix(text, "[") {
		if !strings.HasSuffix(text, "]") {
			return "", false
		}
		address, ok := parseIPv6(text[1 : len(text)-1])
		if !ok {
			return "", false
		}
		return "[" + serializeIPv6(address) + "]", true
	}
	if !special {
		if forbiddenHost.index(pace, text) < len(text) {
			return "", false
		}
		return controlSet.encode(pace, text), true
	}
	text = percentDecode(pace, text)
	if !pace.ValidString(text) { // U+FFFD would stand there, which no domain may have
		return "", false
	}
	domain, ok := domainToASCII(pace, text)
	if !ok || domain == "" || !isASCII(pace, domain) || forbiddenDomain.index(pace, domain) < len(domain) {
		return "", false
	}
	if endsInNumber(pace, domain) {
		address, ok := parseIPv4(pace, domain)
		if !ok {
			return "", false
		}
		return serializeIPv4(address), true
	}
	return domain, true
}

// endsInNumber tells hosts that must be IPv4 addresses by their last part.
func endsInNumber(pace *engine.Pace, domain string) bool {
	domain = strings.TrimSuffix(domain, ".")
	last := domain[strings.LastIndexByte(domain, '.')+1:]
	if last == "" {
		return false
	}
	digits := 0
	for digits < len(last) && isDigit(last[digits]) {
		digits++
		pace.Did(1)
	}
	if digits == len(last) {
		return true
	}
	_, ok := parseIPv4Number(pace, last)
	return ok
}

// parseIPv4Number reads a decimal, octal (0…) or hexadecimal (0x…) number. One
// that is too large for any part is given as the largest.
func parseIPv4Number(pace *engine.Pace, s string) (uint64, bool) {
	if s == "" {
		return 0, false
	}
	base := 10
	switch {
	case len(s) >= 2 && (s[:2] == "0x" || s[:2] == "0X"):
		s, base = s[2:], 16
	case len(s) >= 2 && s[0] == '0':
		s, base = s[1:], 8
	}
	if s == "" {
		return 0, true
	}
	for i := range len(s) {
		c := s[i]
		pace.Did(1)
		if d := unhex(c); d < 0 || d >= base {
			return 0, false
		}
	}
	n, err := strconv.ParseUint(s, base, 64)
	if err != nil {
		return 1<<64 - 1, true
	}
	return n, true
}

func parseIPv4(pace *engine.Pace, domain string) (uint32, bool) {
	const most = 4
	parts := strings.SplitN(strings.TrimSuffix(domain, "."), ".", most+1)
	if len(parts) > most {
		return 0, false
	}
	var address uint64
	for i, part := range parts {
		n, ok := parseIPv4Number(pace, part)
		if !ok {
			return 0, false
		}
		if i < len(parts)-1 {
			if n > 255 {
				return 0, false
			}
			address |= n << (8 * (3 - i))
			continue
		}
		if n >= 1<<(8*(5-len(parts))) {
			return 0, false
		}
		address |= n
	}
	return uint32(address), true
}

func serializeIPv4(a uint32) string {
	b := make([]byte, 0, 15)
	for shift := 24; shift >= 0; shift -= 8 {
		b = strconv.AppendUint(b, uint64(a>>shift&0xFF), 10)
		if shift > 0 {
			b = append(b, '.')
		}
	}
	return string(b)
}
