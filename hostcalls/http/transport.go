package http

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	nethttp "net/http"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
)

// tlsOptions is the part of the options of https.request that decides whom to
// trust and as whom to speak.
type tlsOptions struct {
	Insecure   bool     `json:"insecure"` // rejectUnauthorized: false
	ServerName string   `json:"servername"`
	CA         []string `json:"ca"`
	Cert       string   `json:"cert"`
	Key        string   `json:"key"`
	MinVersion string   `json:"minVersion"`
	MaxVersion string   `json:"maxVersion"`
}

// maxTransports bounds how many sets of TLS options an isolate keeps connections
// for.
const maxTransports = 64

var tlsVersions = map[string]uint16{
	"TLSv1": tls.VersionTLS10, "TLSv1.1": tls.VersionTLS11, "TLSv1.2": tls.VersionTLS12, "TLSv1.3": tls.VersionTLS13,
}

func (s *clients) transport(options string) (*nethttp.Transport, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.byTLS[options]; t != nil {
		return t, nil
	}
	config, err := tlsConfig(options)
	if err != nil {
		return nil, err
	}
	if len(s.byTLS) >= maxTransports {
		for key, t := range s.byTLS {
			t.CloseIdleConnections()
			delete(s.byTLS, key)
			break
		}
	}
	plain, secure := tapped(s.host.DialFunc(), config)
	t := &nethttp.Transport{
		// Proxy stays nil: the host's variables are none of the script's.
		DialContext:            plain,
		DialTLSContext:         secure,
		DisableCompression:     true,
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    256,
		IdleConnTimeout:        4 * time.Second, // as undici
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 16 << 10,
		// Node speaks HTTP/1.1 here.
		ForceAttemptHTTP2: false,
		TLSNextProto:      map[string]func(string, *tls.Conn) nethttp.RoundTripper{},
	}
	s.byTLS[options] = t
	return t, nil
}

func tlsConfig(options string) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if options == "" {
		return config, nil
	}
	var o tlsOptions
	if err := json.Unmarshal([]byte(options), &o); err != nil {
		return nil, &hostcalls.TypeError{Message: "http.open: bad TLS options", Code: "ERR_INVALID_ARG_VALUE"}
	}
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
	return config, nil
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
