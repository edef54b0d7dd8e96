// Package secure is what bindings have in common of TLS: the settings of scripts
// made ready for crypto/tls, and its answers in the words of OpenSSL, which is
// what programs know. It is no binding and touches nothing outside.
package secure

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"

	"github.com/wjs-run/wjs/hostcalls"
)

const (
	maxText         = 1 << 20 // of the settings of one context
	maxCertificates = 1024    // in its lists
	maxKeyBits      = 16384   // of RSA: what is more only takes time
)

// Settings are those of a context of JavaScript, all of them texts in PEM.
type Settings struct {
	CA         []string `json:"ca"`    // who is trusted; without it those of the system are
	HasCA      bool     `json:"hasCA"` // even if the list is empty
	Cert       []string `json:"cert"`  // chains
	Key        []Key    `json:"key"`
	MinVersion string   `json:"minVersion"`
	MaxVersion string   `json:"maxVersion"`
	Ciphers    string   `json:"ciphers"`
	Curves     string   `json:"curves"`
	Partial    bool     `json:"partial"` // whoever is in CA ends a chain, not only who has signed itself
}

// Key is a private key and what it was encrypted with.
type Key struct {
	PEM        string  `json:"pem"`
	Passphrase *string `json:"passphrase"`
}

// Context is what settings say, made ready.
type Context struct {
	Config *tls.Config // not to be changed: to be cloned
	roots  *x509.CertPool
	ends   []*x509.Certificate // those in roots, if they are not the system's
	more   []*x509.Certificate // known, and not trusted to end a chain
}

var versions = map[string]uint16{
	"TLSv1": tls.VersionTLS10, "TLSv1.1": tls.VersionTLS11, "TLSv1.2": tls.VersionTLS12, "TLSv1.3": tls.VersionTLS13,
}

// VersionOf is the number of a version of the protocol.
func VersionOf(name string) (uint16, error) {
	v, ok := versions[name]
	if !ok {
		return 0, &hostcalls.CodedError{Name: "TypeError", Code: "ERR_TLS_INVALID_PROTOCOL_VERSION", Message: name + " is not a valid TLS protocol version"}
	}
	return v, nil
}

// VersionName is VersionOf the other way.
func VersionName(v uint16) string {
	for name, known := range versions {
		if known == v {
			return name
		}
	}
	return "unknown"
}

// New makes a context of settings in JSON.
func New(text string) (*Context, error) {
	var s Settings
	if len(text) > maxText || json.Unmarshal([]byte(text), &s) != nil {
		return nil, &hostcalls.TypeError{Message: "bad TLS settings", Code: "ERR_INVALID_ARG_VALUE"}
	}
	if len(s.CA)+len(s.Cert)+len(s.Key) > maxCertificates {
		return nil, &hostcalls.TypeError{Message: "too many certificates", Code: "ERR_OUT_OF_RANGE"}
	}
	// Sessions are not resumed: each connection would have keys of its own for its
	// tickets. And to write no more than one packet at first, as Go does, would
	// only be slower.
	c := &Context{Config: &tls.Config{MinVersion: tls.VersionTLS12, SessionTicketsDisabled: true, DynamicRecordSizingDisabled: true}}
	for _, v := range []struct {
		name string
		to   *uint16
	}{{s.MinVersion, &c.Config.MinVersion}, {s.MaxVersion, &c.Config.MaxVersion}} {
		if v.name == "" {
			continue
		}
		number, err := VersionOf(v.name)
		if err != nil {
			return nil, err
		}
		*v.to = number
	}
	var err error
	if c.Config.CipherSuites, err = suites(s.Ciphers); err != nil {
		return nil, err
	}
	if c.Config.CipherSuites != nil && len(c.Config.CipherSuites) == 0 { // only those of TLS 1.3 are wanted
		c.Config.MinVersion = max(c.Config.MinVersion, tls.VersionTLS13)
	}
	if c.Config.CurvePreferences, err = curves(s.Curves); err != nil {
		return nil, err
	}
	if c.Config.Certificates, err = pairs(s.Cert, s.Key); err != nil {
		return nil, err
	}
	if s.HasCA {
		if err := c.trust(s.CA, s.Partial); err != nil {
			return nil, err
		}
	}
	for i := range c.Config.Certificates {
		c.complete(&c.Config.Certificates[i])
	}
	return c, nil
}

// complete gives a certificate that comes alone those that vouch for it, as far as
// they are known.
func (c *Context) complete(pair *tls.Certificate) {
	if len(pair.Certificate) > 1 {
		return
	}
	for _, cert := range c.ordered([]*x509.Certificate{pair.Leaf})[1:] {
		pair.Certificate = append(pair.Certificate, cert.Raw)
	}
}

// trust takes whom to trust from texts. As in Node, what is no certificate in
// them is passed over.
func (c *Context) trust(texts []string, partial bool) error {
	c.roots = x509.NewCertPool()
	for _, text := range texts {
		list, err := certificates(text)
		if err != nil {
			continue
		}
		for _, cert := range list {
			if partial || selfIssued(cert) {
				c.roots.AddCert(cert)
				c.ends = append(c.ends, cert)
			} else {
				c.more = append(c.more, cert)
			}
		}
	}
	return nil
}

// Names are the subjects of those whom a server trusts, which it tells clients.
func (c *Context) Names() *x509.CertPool { return c.roots }
