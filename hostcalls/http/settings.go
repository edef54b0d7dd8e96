package http

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
)

// options are those of a request that decide whom to trust, as whom to speak, and
// how much to put up with.
type options struct {
	Insecure   bool     `json:"insecure"` // rejectUnauthorized: false
	ServerName string   `json:"servername"`
	CA         []string `json:"ca"`
	Cert       string   `json:"cert"`
	Key        string   `json:"key"`
	MinVersion string   `json:"minVersion"`
	MaxVersion string   `json:"maxVersion"`

	MaxHeaderSize int `json:"maxHeaderSize"` // 0 is the default
	Patience      int `json:"patience"`      // milliseconds until the head, and between parts of the body; 0 is for ever
}

// settings are options, made ready.
type settings struct {
	tls      *tls.Config
	headMax  int
	patience time.Duration
}

var tlsVersions = map[string]uint16{
	"TLSv1": tls.VersionTLS10, "TLSv1.1": tls.VersionTLS11, "TLSv1.2": tls.VersionTLS12, "TLSv1.3": tls.VersionTLS13,
}

func newSettings(text string) (*settings, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	s := &settings{tls: config, headMax: headSize}
	if text == "" {
		return s, nil
	}
	var o options
	if err := json.Unmarshal([]byte(text), &o); err != nil || o.MaxHeaderSize < 0 || o.MaxHeaderSize > maxHeadSize || o.Patience < 0 {
		return nil, &hostcalls.TypeError{Message: "http.open: bad options", Code: "ERR_INVALID_ARG_VALUE"}
	}
	if o.MaxHeaderSize > 0 {
		s.headMax = o.MaxHeaderSize
	}
	s.patience = time.Duration(o.Patience) * time.Millisecond
	config.InsecureSkipVerify = o.Insecure
	config.ServerName = o.ServerName
	if len(o.CA) > 0 {
		config.RootCAs = x509.NewCertPool()
		for _, pem := range o.CA {
			config.RootCAs.AppendCertsFromPEM([]byte(pem))
		}
	}
	if o.Cert != "" {
		pair, err := tls.X509KeyPair([]byte(o.Cert), []byte(o.Key))
		if err != nil {
			return nil, &hostcalls.CodedError{Code: "ERR_OSSL_PEM_NO_START_LINE", Message: err.Error()}
		}
		config.Certificates = []tls.Certificate{pair}
	}
	for name, field := range map[string]*uint16{o.MinVersion: &config.MinVersion, o.MaxVersion: &config.MaxVersion} {
		if name == "" {
			continue
		}
		v, ok := tlsVersions[name]
		if !ok {
			return nil, &hostcalls.CodedError{Name: "TypeError", Code: "ERR_TLS_INVALID_PROTOCOL_VERSION", Message: name + " is not a valid TLS protocol version"}
		}
		*field = v
	}
	return s, nil
}

// tlsFailure names a failed handshake as OpenSSL does.
func tlsFailure(err error) (code, message string) {
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &authority):
		if authority.Cert != nil && authority.Cert.Issuer.String() == authority.Cert.Subject.String() {
			return "DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"
		}
		return "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"
	case errors.As(err, &host):
		return "ERR_TLS_CERT_ALTNAME_INVALID", "Hostname/IP does not match certificate's altnames: " + host.Error()
	case errors.As(err, &invalid):
		if invalid.Reason == x509.Expired {
			return "CERT_HAS_EXPIRED", "certificate has expired"
		}
		return "CERT_INVALID", invalid.Error()
	case errors.As(err, &record):
		return "ERR_SSL_WRONG_VERSION_NUMBER", "wrong version number"
	}
	return "", ""
}
