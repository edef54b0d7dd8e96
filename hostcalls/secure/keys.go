package secure

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"

	"github.com/wjs-run/wjs/hostcalls"
)

// opensslError has the form in which OpenSSL's errors reach programs.
func opensslError(prefix, number, library, reason string) *hostcalls.CodedError {
	code := prefix + strings.ToUpper(strings.ReplaceAll(reason, " ", "_"))
	return &hostcalls.CodedError{
		Code: code, Message: "error:" + number + ":" + library + "::" + reason,
		Props: map[string]any{"library": library, "reason": reason},
	}
}

var (
	errNoPEM      = opensslError("ERR_OSSL_PEM_", "0480006C", "PEM routines", "no start line")
	errNoKey      = opensslError("ERR_OSSL_", "1E08010C", "DECODER routines", "unsupported")
	errBadDecrypt = opensslError("ERR_OSSL_", "1C800064", "Provider routines", "bad decrypt")
	errMismatch   = opensslError("ERR_OSSL_X509_", "05800074", "x509 certificate routines", "key values mismatch")
	errBadDER     = opensslError("ERR_OSSL_ASN1_", "068000A8", "asn1 encoding routines", "wrong tag")
)

// certificates takes the certificates out of a text.
func certificates(text string) ([]*x509.Certificate, error) {
	var list []*x509.Certificate
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		switch block.Type {
		case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
		default:
			continue
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil || oversized(cert) {
			return nil, errBadDER
		}
		if list = append(list, cert); len(list) > maxCertificates {
			return nil, &hostcalls.TypeError{Message: "too many certificates", Code: "ERR_OUT_OF_RANGE"}
		}
	}
	if len(list) == 0 {
		return nil, errNoPEM
	}
	return list, nil
}

func oversized(cert *x509.Certificate) bool {
	key, ok := cert.PublicKey.(*rsa.PublicKey)
	return ok && key.N.BitLen() > maxKeyBits
}

// maxKey is how long a private key may be in DER.
const maxKey = maxKeyBits

// pairs puts chains and keys together. A key of no certificate is of no use, and
// no error as long as there is no certificate of its kind.
func pairs(chains []string, keys []Key) ([]tls.Certificate, error) {
	var pairs []tls.Certificate
	for _, text := range chains {
		list, err := certificates(text)
		if err != nil {
			return nil, err
		}
		pair := tls.Certificate{Leaf: list[0]}
		for _, cert := range list {
			pair.Certificate = append(pair.Certificate, cert.Raw)
		}
		pairs = append(pairs, pair)
	}
	for _, k := range keys {
		key, err := privateKey(k)
		if err != nil {
			return nil, err
		}
		kind, used := false, false
		for i := range pairs {
			kind = kind || sameKind(pairs[i].Leaf.PublicKey, key.Public())
			if pairs[i].PrivateKey == nil && same(pairs[i].Leaf.PublicKey, key.Public()) {
				pairs[i].PrivateKey, used = key, true
			}
		}
		if kind && !used {
			return nil, errMismatch
		}
	}
	complete := pairs[:0]
	for _, p := range pairs {
		if p.PrivateKey != nil {
			complete = append(complete, p)
		}
	}
	return complete, nil
}

func same(a, b crypto.PublicKey) bool {
	k, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && k.Equal(b)
}

func sameKind(a, b crypto.PublicKey) bool {
	kind := func(k crypto.PublicKey) int {
		switch k.(type) {
		case *rsa.PublicKey:
			return 1
		case *ecdsa.PublicKey:
			return 2
		case ed25519.PublicKey:
			return 3
		}
		return 0
	}
	return kind(a) == kind(b)
}

// privateKey takes the first private key out of a text.
func privateKey(k Key) (crypto.Signer, error) {
	for rest := []byte(k.PEM); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return nil, errNoKey
		}
		if block.Type != "PRIVATE KEY" && !strings.HasSuffix(block.Type, " PRIVATE KEY") {
			continue
		}
		der := block.Bytes
		if len(der) > maxKey {
			return nil, errNoKey
		}
		var err error
		switch {
		case block.Type == "ENCRYPTED PRIVATE KEY":
			der, err = decryptPKCS8(der, k.Passphrase)
		case block.Headers["DEK-Info"] != "":
			der, err = decryptPEM(block, k.Passphrase)
		}
		if err != nil {
			return nil, err
		}
		return parseKey(der)
	}
}

func parseKey(der []byte) (crypto.Signer, error) {
	var key any
	var err error
	if key, err = x509.ParsePKCS8PrivateKey(der); err != nil {
		if key, err = x509.ParsePKCS1PrivateKey(der); err != nil {
			key, err = x509.ParseECPrivateKey(der)
		}
	}
	if signer, ok := key.(crypto.Signer); ok && err == nil {
		return signer, nil
	}
	return nil, errNoKey
}

// decryptPEM is for keys in OpenSSL's old form, which nothing vouches for: a wrong
// passphrase may show only in what comes out.
func decryptPEM(block *pem.Block, passphrase *string) ([]byte, error) {
	if passphrase == nil {
		return nil, errBadDecrypt
	}
	//lint:ignore SA1019 keys in this form exist, and Node reads them
	der, err := x509.DecryptPEMBlock(block, []byte(*passphrase))
	if err != nil {
		if !errors.Is(err, x509.IncorrectPasswordError) {
			return nil, errNoKey
		}
		return nil, errBadDecrypt
	}
	return der, nil
}

func selfIssued(c *x509.Certificate) bool { return bytes.Equal(c.RawIssuer, c.RawSubject) }
