package secure

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
)

// Certificate is one as Node's getPeerCertificate() tells of it, but for the
// bytes of it, which JavaScript has.
type Certificate struct {
	Subject  []Attribute `json:"subject"`
	Issuer   []Attribute `json:"issuer"`
	AltName  string      `json:"subjectaltname,omitempty"`
	Access   []Attribute `json:"infoAccess,omitempty"`
	CA       bool        `json:"ca"`
	Modulus  string      `json:"modulus,omitempty"`
	Exponent string      `json:"exponent,omitempty"`
	PubKey   string      `json:"pubkey"` // in hexadecimal
	Bits     int         `json:"bits,omitempty"`
	ASN1     string      `json:"asn1Curve,omitempty"`
	NIST     string      `json:"nistCurve,omitempty"`
	From     string      `json:"valid_from"`
	To       string      `json:"valid_to"`
	SHA1     string      `json:"fingerprint"`
	SHA256   string      `json:"fingerprint256"`
	SHA512   string      `json:"fingerprint512"`
	Usage    []string    `json:"ext_key_usage,omitempty"`
	Serial   string      `json:"serialNumber"`
	Self     bool        `json:"selfIssued"`
}

// Attribute is a name and a value; a name may come more than once.
type Attribute [2]string

const timeLayout = "Jan _2 15:04:05 2006 GMT"

var (
	oidSubjectAltName = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidExtKeyUsage    = asn1.ObjectIdentifier{2, 5, 29, 37}
)

// Describe tells of a certificate in DER.
func Describe(der []byte) (*Certificate, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, errBadDER
	}
	h1, h256, h512 := sha1.Sum(der), sha256.Sum256(der), sha512.Sum512(der)
	c := &Certificate{
		Subject: attributes(cert.RawSubject), Issuer: attributes(cert.RawIssuer), CA: cert.IsCA,
		From: cert.NotBefore.UTC().Format(timeLayout), To: cert.NotAfter.UTC().Format(timeLayout),
		SHA1: fingerprint(h1[:]), SHA256: fingerprint(h256[:]), SHA512: fingerprint(h512[:]),
		Serial: evenHex(cert.SerialNumber), Self: selfIssued(cert),
	}
	for _, url := range cert.OCSPServer {
		c.Access = append(c.Access, Attribute{"OCSP - URI", url})
	}
	for _, url := range cert.IssuingCertificateURL {
		c.Access = append(c.Access, Attribute{"CA Issuers - URI", url})
	}
	for _, e := range cert.Extensions {
		switch {
		case e.Id.Equal(oidSubjectAltName):
			c.AltName = altNames(e.Value)
		case e.Id.Equal(oidExtKeyUsage):
			c.Usage = identifiers(e.Value)
		}
	}
	c.publicKey(cert)
	return c, nil
}

func (c *Certificate) publicKey(cert *x509.Certificate) {
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		c.Modulus, c.Exponent, c.Bits = evenHex(key.N), fmt.Sprintf("0x%x", key.E), key.N.BitLen()
		c.PubKey = hex.EncodeToString(cert.RawSubjectPublicKeyInfo)
	case *ecdsa.PublicKey:
		c.Bits = key.Curve.Params().BitSize
		c.NIST = key.Curve.Params().Name
		for _, known := range knownCurves {
			if len(known.names) > 1 && known.names[1] == c.NIST {
				c.ASN1 = known.names[0]
			}
		}
		if point, err := key.Bytes(); err == nil {
			c.PubKey = hex.EncodeToString(point)
		}
	default:
		c.PubKey = hex.EncodeToString(cert.RawSubjectPublicKeyInfo)
	}
}

func fingerprint(sum []byte) string {
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(pairs, ":")
}

// evenHex is a number in whole bytes.
func evenHex(n *big.Int) string {
	text := fmt.Sprintf("%X", n)
	if len(text)%2 == 1 {
		text = "0" + text
	}
	return text
}

// identifiers reads a sequence of object identifiers.
func identifiers(der []byte) []string {
	var ids []asn1.ObjectIdentifier
	if _, err := asn1.Unmarshal(der, &ids); err != nil {
		return nil
	}
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.String()
	}
	return list
}
