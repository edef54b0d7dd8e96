package secure

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
)

// made is a certificate with its key.
type made struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func (m made) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: m.cert.Raw}))
}

// issue makes a certificate; by nobody, it signs itself.
func issue(t *testing.T, name string, by *made, change func(*x509.Certificate)) made {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(0xabc), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	if change != nil {
		change(template)
	}
	parent, signer := template, crypto.Signer(key)
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return made{cert, key}
}

func contextOf(t *testing.T, s Settings) *Context {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What is wrong with a chain has OpenSSL's names.
func TestVerify(t *testing.T) {
	root := issue(t, "root", nil, nil)
	middle := issue(t, "middle", &root, nil)
	leaf := issue(t, "leaf", &middle, nil)
	plain := issue(t, "plain", nil, func(c *x509.Certificate) { c.IsCA = false })
	under := issue(t, "under", &plain, nil)
	old := issue(t, "old", &root, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) })
	young := issue(t, "young", &root, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) })
	client := issue(t, "client", &root, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })
	for _, test := range []struct {
		name    string
		trusted []made
		partial bool
		sent    []made
		want    string
		length  int
	}{
		{"known", []made{root}, false, []made{leaf, middle}, "", 3},
		{"the middle is known", []made{root, middle}, false, []made{leaf}, "", 3},
		{"nothing came", []made{root}, false, nil, "UNABLE_TO_GET_ISSUER_CERT", 0},
		{"nobody is trusted", nil, false, []made{leaf}, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", 1},
		{"of a stranger", nil, false, []made{leaf, middle}, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", 2},
		{"of oneself", nil, false, []made{root}, "DEPTH_ZERO_SELF_SIGNED_CERT", 1},
		{"of a stranger's own", nil, false, []made{leaf, middle, root}, "SELF_SIGNED_CERT_IN_CHAIN", 3},
		{"a link is trusted", []made{middle}, false, []made{leaf}, "UNABLE_TO_GET_ISSUER_CERT", 2},
		{"a link is enough", []made{middle}, true, []made{leaf}, "", 2},
		{"may not sign", []made{plain}, false, []made{under}, "INVALID_CA", 2},
		{"too late", []made{root}, false, []made{old}, "CERT_HAS_EXPIRED", 2},
		{"too early", []made{root}, false, []made{young}, "CERT_NOT_YET_VALID", 2},
		{"for something else", []made{root}, false, []made{client}, "INVALID_PURPOSE", 2},
	} {
		s := Settings{HasCA: true, Partial: test.partial, CA: []string{"no certificate"}}
		for _, m := range test.trusted {
			s.CA = append(s.CA, m.pem())
		}
		var sent []*x509.Certificate
		for _, m := range test.sent {
			sent = append(sent, m.cert)
		}
		chain, problem := contextOf(t, s).Verify(sent, x509.ExtKeyUsageServerAuth)
		got := ""
		if problem != nil {
			got = problem.Code
		}
		if got != test.want || len(chain) != test.length {
			t.Errorf("%s: %q with %d certificates, want %q with %d", test.name, got, len(chain), test.want, test.length)
		}
	}
}

func TestCiphers(t *testing.T) {
	for text, want := range map[string]string{
		"ECDHE-RSA-AES128-GCM-SHA256:unknown":  "ECDHE-RSA-AES128-GCM-SHA256",
		"ECDHE+AESGCM:!aRSA":                   "ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384",
		"!ECDHE:HIGH:-SHA:-SHA256,@SECLEVEL=0": "AES256-GCM-SHA384",
		"TLS_AES_128_GCM_SHA256":               "",
		"unknown":                              "no cipher match",
		"HIGH:!HIGH":                           "no cipher match",
	} {
		list, err := suites(text)
		var names []string
		for _, id := range list {
			name, _ := CipherNames(id)
			names = append(names, name)
		}
		got := strings.Join(names, " ")
		if err != nil {
			got = err.Error()
		}
		if got != want && (err == nil || !strings.HasSuffix(got, want)) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	for _, s := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		name, standard := CipherNames(s.ID)
		if i := slices.IndexFunc(known, func(k suite) bool { return k.id == s.ID }); i >= 0 && (standard != s.Name && !strings.HasPrefix(s.Name, standard) || name == "") {
			t.Errorf("%s is called %s, %s", s.Name, name, standard)
		}
	}
}

// The keys are encrypted by OpenSSL: PBES2 with AES, and the form before that.
func TestEncryptedKeys(t *testing.T) {
	secret, wrong := "secret", "wrong"
	for _, text := range encryptedKeys {
		if _, err := privateKey(Key{text, &secret}); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
		for _, phrase := range []*string{nil, &wrong} {
			if _, err := privateKey(Key{text, phrase}); err == nil {
				t.Errorf("opened without the passphrase: %s", text)
			}
		}
	}
}

func TestPairs(t *testing.T) {
	a, b := issue(t, "a", nil, nil), issue(t, "b", nil, nil)
	keyOf := func(m made) Key {
		der, err := x509.MarshalECPrivateKey(m.key)
		if err != nil {
			t.Fatal(err)
		}
		return Key{PEM: string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}))}
	}
	c := contextOf(t, Settings{Cert: []string{b.pem(), a.pem()}, Key: []Key{keyOf(a), keyOf(b)}})
	if n := len(c.Config.Certificates); n != 2 {
		t.Errorf("%d pairs", n)
	}
	for _, s := range []Settings{
		{Cert: []string{a.pem()}, Key: []Key{keyOf(b)}}, {Key: []Key{{PEM: "x"}}}, {Cert: []string{"x"}}, {Ciphers: "x"}, {Curves: "x"}, {MinVersion: "x"},
	} {
		text, _ := json.Marshal(s)
		if _, err := New(string(text)); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}

func TestDescribe(t *testing.T) {
	m := issue(t, "name", nil, func(c *x509.Certificate) {
		c.DNSNames = []string{"a.b", `odd", DNS:c`}
		c.EmailAddresses = []string{"a@b"}
		c.Subject.OrganizationalUnit = []string{"x", "y"}
		c.IPAddresses = append(c.IPAddresses, []byte{1, 2, 3, 4}, append(make([]byte, 15), 1))
	})
	c, err := Describe(m.cert.Raw)
	if err != nil {
		t.Fatal(err)
	}
	if want := `DNS:a.b, DNS:"odd\", DNS:c", email:a@b, IP Address:1.2.3.4, IP Address:0:0:0:0:0:0:0:1`; c.AltName != want {
		t.Errorf("%s, want %s", c.AltName, want)
	}
	if c.Serial != "0ABC" || c.ASN1 != "prime256v1" || c.NIST != "P-256" || c.Bits != 256 || len(c.PubKey) != 130 || !c.CA || len(c.Subject) != 3 {
		t.Errorf("%+v", c)
	}
}

func FuzzDescribe(f *testing.F) {
	f.Add([]byte("0\x82"))
	f.Fuzz(func(t *testing.T, der []byte) {
		_, _ = Describe(der)
		altNames(der)
		attributes(der)
		identifiers(der)
		word := "secret"
		_, _ = decryptPKCS8(der, &word)
	})
}
