package secure

import (
	"bytes"
	"crypto/x509"
	"errors"
	"slices"
	"time"
)

// Problem is why a peer is not to be trusted, in OpenSSL's words.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

var (
	noIssuer     = &Problem{"UNABLE_TO_GET_ISSUER_CERT", "unable to get issuer certificate"}
	noLocal      = &Problem{"UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unable to get local issuer certificate"}
	noFirst      = &Problem{"UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"}
	selfSigned   = &Problem{"DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"}
	selfSignedCA = &Problem{"SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"}
	expired      = &Problem{"CERT_HAS_EXPIRED", "certificate has expired"}
	early        = &Problem{"CERT_NOT_YET_VALID", "certificate is not yet valid"}
	badPurpose   = &Problem{"INVALID_PURPOSE", "unsuitable certificate purpose"}
	badCA        = &Problem{"INVALID_CA", "invalid CA certificate"}
	longPath     = &Problem{"PATH_LENGTH_EXCEEDED", "path length constraint exceeded"}
)

// Verify asks whether those whom the context trusts vouch for the first of what a
// peer has sent; whose name it has is another question. It returns the chain that
// says so, or else what the peer has sent.
func (c *Context) Verify(sent []*x509.Certificate, usage x509.ExtKeyUsage) ([]*x509.Certificate, *Problem) {
	if len(sent) == 0 {
		return nil, noIssuer
	}
	between := x509.NewCertPool()
	for _, cert := range sent[1:] {
		if !oversized(cert) {
			between.AddCert(cert)
		}
	}
	for _, cert := range c.more {
		between.AddCert(cert)
	}
	chains, err := sent[0].Verify(x509.VerifyOptions{Roots: c.roots, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{usage}})
	if err == nil {
		return chains[0], nil
	}
	chain := c.ordered(sent)
	return chain, c.problem(err, chain)
}

// maxChecks is how many signatures are looked at in search of a chain.
const maxChecks = 64

// ordered is the chain as far as it goes.
func (c *Context) ordered(sent []*x509.Certificate) []*x509.Certificate {
	chain := []*x509.Certificate{sent[0]}
	known := slices.Concat(sent[1:], c.more, c.ends)
	checks := 0
	for len(chain) <= len(known) && !selfIssued(chain[len(chain)-1]) {
		last := chain[len(chain)-1]
		i := slices.IndexFunc(known, func(issuer *x509.Certificate) bool {
			if checks >= maxChecks || oversized(issuer) || !bytes.Equal(issuer.RawSubject, last.RawIssuer) {
				return false
			}
			checks++
			return signedBy(last, issuer)
		})
		if i < 0 {
			break
		}
		chain = append(chain, known[i])
	}
	return chain
}

// signedBy leaves open whether the issuer may sign.
func signedBy(cert, issuer *x509.Certificate) bool {
	return issuer.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature) == nil
}

// problem is what OpenSSL would say: that a link is out of date, or else where the
// chain ends, or else what is wrong with its links.
func (c *Context) problem(err error, chain []*x509.Certificate) *Problem {
	last := chain[len(chain)-1]
	var invalid x509.CertificateInvalidError
	isInvalid := errors.As(err, &invalid)
	ends := slices.ContainsFunc(c.ends, last.Equal)
	if c.roots == nil { // of the system's nothing more can be asked
		ends = isInvalid && !selfIssued(last)
	}
	switch {
	case isInvalid && invalid.Reason == x509.Expired, ends && isInvalid:
		return invalidity(invalid)
	case ends && slices.ContainsFunc(chain[1:], func(issuer *x509.Certificate) bool { return !issuer.IsCA }):
		return badCA
	case ends:
		return &Problem{"CERT_REJECTED", err.Error()}
	case selfIssued(last) && len(chain) == 1:
		return selfSigned
	case selfIssued(last):
		return selfSignedCA
	case slices.ContainsFunc(c.more, last.Equal):
		return noIssuer
	case len(chain) == 1:
		return noFirst
	}
	return noLocal
}

func invalidity(invalid x509.CertificateInvalidError) *Problem {
	switch invalid.Reason {
	case x509.Expired:
		if invalid.Cert != nil && invalid.Cert.NotBefore.After(time.Now()) {
			return early
		}
		return expired
	case x509.IncompatibleUsage:
		return badPurpose
	case x509.NotAuthorizedToSign:
		return badCA
	case x509.TooManyIntermediates:
		return longPath
	}
	return &Problem{"CERT_REJECTED", invalid.Error()}
}
