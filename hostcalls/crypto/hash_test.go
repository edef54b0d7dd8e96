package crypto_test

import (
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/hostcalls/crypto"
)

// Test case 2 of RFC 4231, at once and in pieces, and a key longer than a block
// (test case 6).
func TestHmac(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{crypto.Binding()}})
	got := g.Run(`
		const bytes = (s) => Uint8Array.from(s, (c) => c.charCodeAt(0));
		const hex = (b) => Array.from(b, (n) => n.toString(16).padStart(2, '0')).join('');
		const key = bytes('Jefe'), data = bytes('what do ya want for nothing?');
		log(hex(crypto.hmacOnce('SHA-256', key, data)));
		let state = crypto.hmacBegin('sha256', key);
		for (const b of data) state = crypto.hashUpdate('sha256', state, Uint8Array.of(b));
		log(hex(crypto.hmacDigest('sha256', key, state)));
		log(hex(crypto.hmacOnce('sha256', new Uint8Array(131).fill(0xaa), bytes('Test Using Larger Than Block-Size Key - Hash Key First'))));
		try { crypto.hmacOnce('sha0', key, data); } catch (e) { log(e.code); }
	`)
	const want = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\n" +
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843\n" +
		"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54\n" +
		"ERR_OSSL_EVP_UNSUPPORTED"
	if got != want {
		t.Errorf("%s", got)
	}
}
