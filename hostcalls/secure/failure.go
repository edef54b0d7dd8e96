package secure

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/wjs-run/wjs/hostcalls"
)

// alerts are what a peer can complain of, in OpenSSL's words.
var alerts = map[uint8]string{
	10: "ssl/tls alert unexpected message", 20: "ssl/tls alert bad record mac", 22: "tlsv1 alert record overflow",
	30: "ssl/tls alert decompression failure", 40: "ssl/tls alert handshake failure", 41: "ssl/tls alert no certificate",
	42: "ssl/tls alert bad certificate", 43: "ssl/tls alert unsupported certificate", 44: "ssl/tls alert certificate revoked",
	45: "ssl/tls alert certificate expired", 46: "ssl/tls alert certificate unknown", 47: "ssl/tls alert illegal parameter",
	48: "tlsv1 alert unknown ca", 49: "tlsv1 alert access denied", 50: "tlsv1 alert decode error", 51: "tlsv1 alert decrypt error",
	70: "tlsv1 alert protocol version", 71: "tlsv1 alert insufficient security", 80: "tlsv1 alert internal error",
	86: "tlsv1 alert inappropriate fallback", 90: "tlsv1 alert user cancelled", 100: "tlsv1 alert no renegotiation",
	109: "tlsv13 alert missing extension", 110: "tlsv1 unsupported extension", 112: "tlsv1 unrecognized name",
	113: "tlsv1 bad certificate status response", 115: "tlsv1 alert unknown psk identity",
	116: "tlsv13 alert certificate required", 120: "tlsv1 alert no application protocol",
}

// reasons are the failures of crypto/tls that OpenSSL has a word for. Go tells
// them by text alone; what is not here keeps its own.
var reasons = []struct {
	text   string
	number int
	reason string
}{
	{"client offered only unsupported versions", 258, "unsupported protocol"},
	{"server selected unsupported protocol version", 258, "unsupported protocol"},
	{"no supported versions satisfy MinVersion and MaxVersion", 191, "no protocols available"},
	{"no cipher suite supported by both client and server", 193, "no shared cipher"},
	{"client requested unsupported application protocols", 235, "no application protocol"},
	{"client didn't provide a certificate", 199, "peer did not return a certificate"},
	{"no certificates configured", 118, "no suitable signature algorithm"},
	{"doesn't support any of the certificate's signature algorithms", 118, "no suitable signature algorithm"},
	{"doesn't support the certificate custom signature algorithms", 118, "no suitable signature algorithm"},
	{"no ECDHE curve supported by both client and server", 101, "no suitable key share"},
	{"no key exchanges supported by both client and server", 101, "no suitable key share"},
	{"server chose an unconfigured cipher suite", 261, "wrong cipher returned"},
	{"bad record MAC", 281, "decryption failed or bad record mac"},
	{"oversized record", 198, "packet length too long"},
	{"unexpected message", 244, "unexpected message"},
}

// Failure puts what went wrong in a handshake, or later, into OpenSSL's words.
// It is nil for what has nothing to do with TLS.
func Failure(err error) *hostcalls.CodedError {
	if n, ok := remoteAlert(err); ok {
		reason := alerts[n]
		if reason == "" {
			reason = "reason(" + fmt.Sprint(1000+int(n)) + ")"
		}
		return sslError(1000+int(n), reason)
	}
	var record tls.RecordHeaderError
	if errors.As(err, &record) {
		return sslError(267, "wrong version number")
	}
	text := err.Error()
	if !strings.Contains(text, "tls: ") {
		return nil
	}
	for _, r := range reasons {
		if strings.Contains(text, r.text) {
			return sslError(r.number, r.reason)
		}
	}
	_, reason, _ := strings.Cut(text, "tls: ")
	return &hostcalls.CodedError{Code: "EPROTO", Message: "write EPROTO " + reason, Props: map[string]any{"library": "SSL routines", "reason": reason}}
}

func sslError(number int, reason string) *hostcalls.CodedError {
	return opensslError("ERR_SSL_", fmt.Sprintf("0A%06X", number), "SSL routines", reason)
}

// remoteAlert is the number of what the peer has complained of. The type that
// has it is crypto/tls's own.
func remoteAlert(err error) (uint8, bool) {
	if !strings.HasPrefix(err.Error(), "remote error: tls: ") {
		return 0, false
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		if v := reflect.ValueOf(inner); v.Kind() == reflect.Uint8 {
			return uint8(v.Uint()), true
		}
	}
	return 0, false
}

// Untrusted names what crypto/tls finds wrong with a peer's certificate as OpenSSL
// does, for those who let it decide; the code is empty for other errors.
func Untrusted(err error) (code, message string) {
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &authority):
		if authority.Cert != nil && selfIssued(authority.Cert) {
			return selfSigned.Code, selfSigned.Message
		}
		return noFirst.Code, noFirst.Message
	case errors.As(err, &host):
		return "ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames: " + host.Error()
	case errors.As(err, &invalid):
		if invalid.Reason == x509.Expired {
			return expired.Code, expired.Message
		}
		return "CERT_INVALID", invalid.Error()
	case errors.As(err, &record):
		return "ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number"
	}
	return "", ""
}
