package http

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/secure"
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
		v, err := secure.VersionOf(name)
		if err != nil {
			return nil, err
		}
		*field = v
	}
	return s, nil
}
