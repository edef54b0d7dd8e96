package net

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	system "net"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
)

// identity is a certificate that has signed itself, for the name "peer".
func identity(t *testing.T) (pair tls.Certificate, certPEM, keyPEM string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "peer"}, DNSNames: []string{"peer"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certPEM = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	keyPEM = string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}))
	if pair, err = tls.X509KeyPair([]byte(certPEM), []byte(keyPEM)); err != nil {
		t.Fatal(err)
	}
	return pair, certPEM, keyPEM
}

// newTLSGuest has contexts "none", "known" (who trusts the identity) and "own"
// (who has it as well).
func newTLSGuest(t *testing.T) (*calltest.Guest, tls.Certificate) {
	t.Helper()
	g := newGuest(t, wasi.AllowAll())
	pair, cert, key := identity(t)
	texts := map[string]any{
		"none":  map[string]any{},
		"known": map[string]any{"ca": []string{cert}, "hasCA": true},
		"own":   map[string]any{"ca": []string{cert}, "hasCA": true, "cert": []string{cert}, "key": []any{map[string]string{"pem": key}}},
	}
	for name, settings := range texts {
		text, err := json.Marshal(settings)
		if err != nil {
			t.Fatal(err)
		}
		g.Run("globalThis." + name + " = " + strconv.Quote(string(text)) + "; 1")
	}
	g.Run(`
		globalThis.told = (o) => o === null ? 'end' : [o.version, o.alpn, o.servername, o.problem?.code ?? 'trusted', o.peers].join(' ');
		globalThis.all = async (k) => { let s = ''; for (let b; (b = await op('read', k)) !== null;) s += text(b); return s; };
	`)
	return g, pair
}

// lasting is how many goroutines there are when those that end have ended.
func lasting(t *testing.T, before int) {
	t.Helper()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	stacks := make([]byte, 1<<16)
	t.Errorf("goroutines are left:\n%s", stacks[:runtime.Stack(stacks, true)])
}

func tlsServer(t *testing.T, config *tls.Config, serve func(*tls.Conn)) string {
	t.Helper()
	l, err := system.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			raw, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer raw.Close()
				raw.SetDeadline(time.Now().Add(20 * time.Second))
				serve(tls.Server(raw, config))
			}()
		}
	}()
	return l.Addr().String()[strings.LastIndex(l.Addr().String(), ":")+1:]
}

func TestTLSClient(t *testing.T) {
	g, pair := newTLSGuest(t)
	before := runtime.NumGoroutine()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		config := &tls.Config{Certificates: []tls.Certificate{pair}, MaxVersion: version, NextProtos: []string{"a", "b"}, ClientAuth: tls.RequestClientCert}
		port := tlsServer(t, config, func(c *tls.Conn) {
			got, _ := io.ReadAll(c)
			state := c.ConnectionState()
			io.WriteString(c, strconv.Itoa(len(state.PeerCertificates))+string(got))
			c.CloseWrite()
		})
		check(t, g.Run(strings.ReplaceAll(`(async () => {
			for (const [context, terms] of [[none, {}], [known, { servername: 'peer', alpn: ['b', 'c'] }], [own, {}]]) {
				const k = net.create();
				await op('connect', k, '127.0.0.1', PORT);
				const o = await op('startTLS', k, false, context, JSON.stringify(terms));
				net.proceedTLS(k);
				await op('write', k, bytes('hello'));
				await op('shutdown', k);
				log(told(o).replace(/^\S+ /, ''), await all(k), net.certificateTLS(k, true, 0).length > 0, net.certificateTLS(k, true, 1), net.exportTLS(k, 8, 'x', null).length);
				if (context === own) log(net.exportTLS(k, 8160, 'x'.repeat(249), bytes('x'.repeat(1000))).length, await attempt(() => net.exportTLS(k, 8161, 'x', null)), await attempt(() => net.exportTLS(k, 1, 'x'.repeat(250), null)));
				await op('close', k, false);
			}
		})()`, "PORT", port)), `
  DEPTH_ZERO_SELF_SIGNED_CERT 1 0hello true null 8
b peer trusted 1 0hello true null 8
  trusted 1 1hello true null 8
8160 ERR_CRYPTO_OPERATION_FAILED  ERR_CRYPTO_OPERATION_FAILED `)
	}
	lasting(t, before+2) // the servers
}

func TestTLSServer(t *testing.T) {
	g, pair := newTLSGuest(t)
	ready := make(chan string)
	answers := make(chan string, 3)
	go func() {
		port := <-ready
		for _, config := range []*tls.Config{
			{ServerName: "peer", NextProtos: []string{"x", "y"}, Certificates: []tls.Certificate{pair}},
			{MaxVersion: tls.VersionTLS12},
			{NextProtos: []string{"z"}},
		} {
			config.InsecureSkipVerify = true
			c, err := tls.Dial("tcp", "127.0.0.1:"+port, config)
			if err != nil {
				answers <- err.Error()
				continue
			}
			c.SetDeadline(time.Now().Add(10 * time.Second))
			io.WriteString(c, "hello")
			c.CloseWrite()
			got, err := io.ReadAll(c)
			if err != nil {
				answers <- err.Error()
			} else {
				answers <- string(got)
			}
			c.Close()
		}
	}()
	g.Run(`globalThis.s = listening(); log(s.port)`)
	port := strings.TrimSpace(g.Run(`log(s.port)`))
	port = port[strings.LastIndexByte(port, '\n')+1:]
	ready <- port
	check(t, g.Run(`(async () => {
		for (let i = 0; i < 3; i++) {
			const k = (await op('accept', s.id)).id;
			try {
				const asked = await op('startTLS', k, true, none, JSON.stringify({ ask: true }));
				log(asked.hello.servername, asked.hello.alpn.join());
				const o = await op('answerTLS', k, own, JSON.stringify({ alpn: ['y'], requestCert: true }));
				log(told(o));
				log(text(await op('read', k)), net.tryWrite(k, bytes('and back')));
				await op('shutdown', k);
			} catch (e) { log(e.code, e.reason); }
			await op('close', k, false);
		}
		await op('close', s.id, false);
	})()`), `
peer x,y
TLSv1.3 y peer trusted 1
hello 8
 
TLSv1.2   UNABLE_TO_GET_ISSUER_CERT 0
hello 8
 z
ERR_SSL_NO_APPLICATION_PROTOCOL no application protocol`)
	for _, want := range []string{"and back", "and back", "no application protocol"} {
		if got := <-answers; !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// Much goes through, both ways at once, and what the peer does not take waits.
func TestTLSMuch(t *testing.T) {
	g, pair := newTLSGuest(t)
	before := runtime.NumGoroutine()
	port := tlsServer(t, &tls.Config{Certificates: []tls.Certificate{pair}}, func(c *tls.Conn) {
		time.Sleep(100 * time.Millisecond)
		io.Copy(c, c)
		c.CloseWrite()
	})
	check(t, g.Run(strings.ReplaceAll(`(async () => {
		const k = net.create();
		await op('connect', k, '127.0.0.1', PORT);
		await op('startTLS', k, false, none, '{}');
		net.proceedTLS(k);
		net.limitTLS(k, 1000);
		const piece = new Uint8Array(1 << 20).fill(7), size = 16 << 20;
		const writing = (async () => {
			for (let i = 0; i < size; i += piece.length) {
				const sent = net.tryWrite(k, piece);
				await op('write', k, piece.subarray(sent));
			}
			await op('shutdown', k);
		})();
		let got = 0, good = true;
		for (let b; (b = await op('read', k)) !== null;) { got += b.length; good &&= b[0] === 7 && b[b.length - 1] === 7; }
		await writing;
		log(got === size, good, net.writeQueueSize(k));
		await op('close', k, false);
	})()`, "PORT", port)), `true true 0`)
	lasting(t, before+1) // the server
}

// TLS over what JavaScript carries, here from one end to the other.
func TestTLSOverPipes(t *testing.T) {
	g, _ := newTLSGuest(t)
	before := runtime.NumGoroutine()
	check(t, g.Run(`(async () => {
		const a = net.createPipe(), b = net.createPipe();
		handles.setRef(a, true); handles.setRef(b, true);
		const carry = async (from, to) => {
			for (let bytes; (bytes = await op('drain', from)) !== null;) await op('feed', to, bytes);
			net.feedEnd(to);
		};
		const carrying = [carry(a, b), carry(b, a)];
		const shaking = op('startTLS', a, false, known, '{"servername":"peer"}').then((o) => { net.proceedTLS(a); return o; });
		log(told(await op('startTLS', b, true, own, '{}')), '-', told(await shaking));
		net.proceedTLS(b);
		const much = new Uint8Array(300000).fill(65);
		const writing = op('write', a, much).then(() => op('shutdown', a));
		let size = 0;
		for (let bytes; (bytes = await op('read', b)) !== null;) size += bytes.length;
		log(size);
		await writing;
		net.tryWrite(b, bytes('and back'));
		await op('shutdown', b);
		log(await all(a));
		await Promise.all(carrying);
		await op('settle', a);
		log(await attempt(() => net.setNoDelay(a, true)), await attempt(() => op('feed', net.create(), bytes('x'))));
		for (const k of [a, b]) await op('close', k, false);
	})()`), `
TLSv1.3  peer UNABLE_TO_GET_ISSUER_CERT 0 - TLSv1.3  peer trusted 1
300000
and back
ENOTCONN  EBADF write`)
	lasting(t, before)
}

// What is out of order, or no TLS, is told; what never ends, ends with Close.
func TestTLSHostile(t *testing.T) {
	g, pair := newTLSGuest(t)
	before := runtime.NumGoroutine()
	var hello bytes.Buffer
	tls.Client(recorder{&hello}, &tls.Config{InsecureSkipVerify: true}).Handshake()
	wild := []string{
		"GET / HTTP/1.1\r\n\r\n", "", "\x16\x03\x01\xff\xff" + strings.Repeat("x", 70000), "\x16\x03\x01\x40\x00\x01\xff\xff\xff" + strings.Repeat("\x00", 16380),
		"\x15\x03\x03\x00\x02\x02\x28", hello.String()[:50], hello.String() + "\x17\x03\x03\x00\x05hello",
	}
	port := strings.TrimSpace(g.Run(`globalThis.s = listening(); log(s.port)`))
	go func() {
		for _, text := range wild {
			c, err := system.Dial("tcp", "127.0.0.1:"+port)
			if err != nil {
				return
			}
			c.SetDeadline(time.Now().Add(5 * time.Second))
			io.WriteString(c, text)
			c.(*system.TCPConn).CloseWrite()
			io.Copy(io.Discard, c)
			c.Close()
		}
	}()
	check(t, g.Run(`(async () => {
		for (let i = 0; i < 7; i++) {
			const k = (await op('accept', s.id)).id;
			log(await attempt(async () => told(await op('startTLS', k, true, own, '{}'))));
			log(await attempt(() => op('read', k)));
			await op('close', k, false);
		}
	})()`), `
ERR_SSL_WRONG_VERSION_NUMBER 
ENOTCONN read
end
ENOTCONN read
ERR_SSL_WRONG_VERSION_NUMBER 
ENOTCONN read
EPROTO 
ENOTCONN read
ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE 
ENOTCONN read
end
ENOTCONN read
ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC 
ENOTCONN read`)
	quiet := tlsServer(t, &tls.Config{Certificates: []tls.Certificate{pair}}, func(c *tls.Conn) { io.Copy(io.Discard, c.NetConn()) })
	check(t, g.Run(strings.ReplaceAll(`(async () => {
		const k = net.create();
		for (const f of [
			() => op('startTLS', k, false, none, '{}'), () => op('startTLS', 99, false, none, '{}'), () => op('answerTLS', k, none, '{}'),
			() => net.proceedTLS(k), () => net.certificateTLS(k, true, 0), () => net.limitTLS(k, 600), () => net.exportTLS(k, 1, 'x', null),
			() => op('settle', k), () => net.feedEnd(k), () => op('drain', k), () => net.describeCertificate(bytes('x')),
			() => net.checkContext('x'), () => net.checkContext('{"cert":["x"]}'), () => net.checkContext('{"ciphers":"x"}'), () => net.checkContext('{"minVersion":"x"}'),
		]) log(await attempt(f));
		await op('connect', k, '127.0.0.1', PORT);
		log(await attempt(() => op('startTLS', k, false, none, '[]')));
		const shaking = attempt(() => op('startTLS', k, false, none, '{}'));
		for (const f of [
			() => op('startTLS', k, false, none, '{}'), () => op('answerTLS', k, none, '{}'), () => op('read', k), () => net.tryWrite(k, bytes('x')),
			() => op('write', k, bytes('x')), () => op('shutdown', k), () => net.proceedTLS(k),
		]) log(await attempt(f));
		await op('close', k, false);
		const p = net.createPipe();
		op('startTLS', p, true, own, '{}'); op('drain', p);
		await op('feed', p, bytes('\x16\x03\x01'));
		log(await attempt(() => op('drain', p)));
		await op('close', p, false);
		await op('close', s.id, false);
	})()`, "PORT", quiet)), `
ENOTCONN connect
EBADF 
ECANCELED connect
ENOTCONN 
ENOTCONN 
ENOTCONN 
ENOTCONN 
EBADF read
EBADF 
EBADF read
ERR_OSSL_ASN1_WRONG_TAG 
ERR_INVALID_ARG_VALUE 
ERR_OSSL_PEM_NO_START_LINE 
ERR_SSL_NO_CIPHER_MATCH 
ERR_TLS_INVALID_PROTOCOL_VERSION 
ERR_INVALID_ARG_VALUE 
EALREADY connect
EALREADY connect
ENOTCONN read
ENOTCONN write
ENOTCONN write
ENOTCONN shutdown
ENOTCONN 
EALREADY read`)
	lasting(t, before+1)
}

// recorder is a connection that keeps what is written and has nothing to read.
type recorder struct{ *bytes.Buffer }

func (recorder) Read([]byte) (int, error)         { return 0, io.EOF }
func (recorder) Close() error                     { return nil }
func (recorder) LocalAddr() system.Addr           { return nil }
func (recorder) RemoteAddr() system.Addr          { return nil }
func (recorder) SetDeadline(time.Time) error      { return nil }
func (recorder) SetReadDeadline(time.Time) error  { return nil }
func (recorder) SetWriteDeadline(time.Time) error { return nil }

// A read that is under way can be given up, and nothing that comes is lost to it.
func TestHalt(t *testing.T) {
	g := newGuest(t, wasi.AllowAll())
	check(t, g.Run(`(async () => {
		const s = listening(), [a, b] = await pair(s);
		net.halt(a);
		const reading = attempt(() => op('read', a));
		net.halt(a);
		log(await reading);
		net.tryWrite(b, bytes('hello'));
		log(text(await op('read', a)));
		for (const id of [a, b, s.id]) await op('close', id, false);
	})()`), `
ECANCELED read
hello`)
}
