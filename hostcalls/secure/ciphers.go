package secure

import (
	"crypto/tls"
	"slices"
	"strings"

	"github.com/wjs-run/wjs/hostcalls"
)

// suite is a cipher suite as OpenSSL has it: its names, and what is said of it
// where ciphers are listed by their properties.
type suite struct {
	id       uint16
	name     string // OpenSSL's
	standard string // the protocol's
	tags     string
}

// known are all suites of crypto/tls that keep secrets, best first. Which of those
// of TLS 1.3 is taken is Go's choice, and so is the order.
var known = []suite{
	{tls.TLS_AES_128_GCM_SHA256, "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256", ""},
	{tls.TLS_AES_256_GCM_SHA384, "TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384", ""},
	{tls.TLS_CHACHA20_POLY1305_SHA256, "TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256", ""},
	{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE ECDSA AES AES128 AESGCM SHA256"},
	{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE aRSA AES AES128 AESGCM SHA256"},
	{tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, "ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE ECDSA AES AES256 AESGCM SHA384"},
	{tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE aRSA AES AES256 AESGCM SHA384"},
	{tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, "ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE ECDSA CHACHA20"},
	{tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, "ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE aRSA CHACHA20"},
	{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, "ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "ECDHE ECDSA AES AES128 SHA256"},
	{tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, "ECDHE-RSA-AES128-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "ECDHE aRSA AES AES128 SHA256"},
	{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, "ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE ECDSA AES AES128 SHA"},
	{tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, "ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE aRSA AES AES128 SHA"},
	{tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, "ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE ECDSA AES AES256 SHA"},
	{tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, "ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE aRSA AES AES256 SHA"},
	{tls.TLS_RSA_WITH_AES_128_GCM_SHA256, "AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256", "kRSA aRSA AES AES128 AESGCM SHA256"},
	{tls.TLS_RSA_WITH_AES_256_GCM_SHA384, "AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384", "kRSA aRSA AES AES256 AESGCM SHA384"},
	{tls.TLS_RSA_WITH_AES_128_CBC_SHA256, "AES128-SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256", "kRSA aRSA AES AES128 SHA256"},
	{tls.TLS_RSA_WITH_AES_128_CBC_SHA, "AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", "kRSA aRSA AES AES128 SHA"},
	{tls.TLS_RSA_WITH_AES_256_CBC_SHA, "AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", "kRSA aRSA AES AES256 SHA"},
}

// groups are OpenSSL's words for several suites, as tags or as "*" for all.
var groups = map[string]string{
	"ALL": "*", "HIGH": "*", "DEFAULT": "*", "COMPLEMENTOFDEFAULT": "", "TLSv1.2": "*", "TLSv1": "SHA", "SSLv3": "SHA", "TLSv1.0": "SHA",
	"ECDHE": "ECDHE", "EECDH": "ECDHE", "kECDHE": "ECDHE", "kEECDH": "ECDHE", "ECDSA": "ECDSA", "aECDSA": "ECDSA",
	"RSA": "kRSA", "kRSA": "kRSA", "aRSA": "aRSA", "AES": "AES", "AES128": "AES128", "AES256": "AES256",
	"AESGCM": "AESGCM", "CHACHA20": "CHACHA20", "SHA": "SHA", "SHA1": "SHA", "SHA256": "SHA256", "SHA384": "SHA384",
}

var errNoCipher = opensslError("ERR_SSL_", "0A0000B9", "SSL routines", "no cipher match")

// Ciphers are the names of all suites, in the lower case of tls.getCiphers().
func Ciphers() []string {
	list := make([]string, len(known))
	for i, s := range known {
		list[i] = strings.ToLower(s.name)
	}
	slices.Sort(list)
	return list
}

// CipherNames are a suite's names: OpenSSL's and the protocol's.
func CipherNames(id uint16) (name, standard string) {
	for _, s := range known {
		if s.id == id {
			return s.name, s.standard
		}
	}
	return tls.CipherSuiteName(id), tls.CipherSuiteName(id)
}

// suites reads a list of ciphers in OpenSSL's language: names and words, some put
// together by "+", each of which adds, or takes away after "!" or "-". A word of
// which nothing is known names nothing that there is here. The result is nil for
// Go's own choice, and empty if only suites of TLS 1.3 are named.
func suites(text string) ([]uint16, error) {
	if text == "" {
		return nil, nil
	}
	var list, never []uint16
	modern := false
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ':' || r == ' ' || r == ',' }) {
		if word[0] == '@' { // how strong all must be, and in which order: Go's choice
			continue
		}
		op := word[0]
		if op == '!' || op == '-' || op == '+' {
			word = word[1:]
		}
		for _, s := range known {
			if !s.is(word) {
				continue
			}
			switch {
			case s.tags == "":
				modern = modern || op != '!' && op != '-'
			case op == '!':
				never = append(never, s.id)
				list = without(list, s.id)
			case op == '-':
				list = without(list, s.id)
			case op == '+': // moves it to the end: the order is Go's
			case !slices.Contains(list, s.id) && !slices.Contains(never, s.id):
				list = append(list, s.id)
			}
		}
	}
	if len(list) == 0 && !modern {
		return nil, errNoCipher
	}
	return append([]uint16{}, list...), nil
}

func without(list []uint16, id uint16) []uint16 {
	return slices.DeleteFunc(list, func(x uint16) bool { return x == id })
}

// is reports whether a word names the suite.
func (s suite) is(word string) bool {
	if word == s.name || word == s.standard {
		return true
	}
	if s.tags == "" {
		return false
	}
	tags := strings.Fields(s.tags)
	for part := range strings.SplitSeq(word, "+") {
		tag, ok := groups[part]
		if !ok || tag != "*" && !slices.Contains(tags, tag) {
			return false
		}
	}
	return true
}

// curve is a way to agree on a key.
type curve struct {
	id    tls.CurveID
	names []string // the first is what getEphemeralKeyInfo tells
	bits  int      // 0 for those that are no curve alone
}

var knownCurves = []curve{
	{tls.X25519MLKEM768, []string{"X25519MLKEM768"}, 0},
	{tls.SecP256r1MLKEM768, []string{"SecP256r1MLKEM768"}, 0},
	{tls.SecP384r1MLKEM1024, []string{"SecP384r1MLKEM1024"}, 0},
	{tls.X25519, []string{"X25519", "x25519"}, 253},
	{tls.CurveP256, []string{"prime256v1", "P-256", "secp256r1"}, 256},
	{tls.CurveP384, []string{"secp384r1", "P-384"}, 384},
	{tls.CurveP521, []string{"secp521r1", "P-521"}, 521},
}

// unknownCurves are those of OpenSSL that Go has not.
var unknownCurves = []string{"X448", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1", "secp256k1", "ffdhe2048", "ffdhe3072"}

// CurveName is how OpenSSL calls one, and its bits.
func CurveName(id tls.CurveID) (string, int) {
	for _, c := range knownCurves {
		if c.id == id {
			return c.names[0], c.bits
		}
	}
	return "", 0
}

// curves reads a list of names, "auto" for Go's own choice.
func curves(text string) ([]tls.CurveID, error) {
	if text == "" || text == "auto" {
		return nil, nil
	}
	var list []tls.CurveID
	for name := range strings.SplitSeq(text, ":") {
		i := slices.IndexFunc(knownCurves, func(c curve) bool { return slices.Contains(c.names, name) })
		switch {
		case i >= 0:
			list = append(list, knownCurves[i].id)
		case !slices.Contains(unknownCurves, name):
			return nil, &hostcalls.CodedError{Code: "ERR_CRYPTO_OPERATION_FAILED", Message: "Failed to set ECDH curve"}
		}
	}
	if len(list) == 0 {
		return nil, &hostcalls.CodedError{Code: "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", Message: "none of the curves " + text + " is available"}
	}
	return list, nil
}
