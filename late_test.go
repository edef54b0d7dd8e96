package wjs

import (
	"errors"
	"testing"
	"time"
)

// slow are calls that take seconds in Go, out of a few megabytes or by the
// thousand: none may make a deadline late.
var slow = map[string]struct{ setup, call string }{
	"decode gbk":         {"const b = new Uint8Array(48 << 20).fill(0xB0), d = new TextDecoder('gbk')", "d.decode(b)"},
	"decode errors":      {"const b = new Uint8Array(48 << 20).fill(0xFF), d = new TextDecoder()", "d.decode(b)"},
	"decode koi8-r":      {"const b = new Uint8Array(48 << 20), d = new TextDecoder('koi8-r')", "d.decode(b)"},
	"transcode":          {"const b = Buffer.alloc(24 << 20, 'Größe'), { transcode } = require('buffer')", "transcode(b, 'utf8', 'latin1')"},
	"user of a URL":      {"const s = 'http://' + 'a:@'.repeat(8 << 20) + 'x'", "URL.canParse(s)"},
	"port of a URL":      {"const s = 'http://x:' + '0'.repeat(24 << 20)", "URL.canParse(s)"},
	"domain":             {"const s = Array.from({ length: 2e4 }, (_, i) => String.fromCharCode(0x4E00 + i)).join('')", "URL.canParse('http://' + s)"},
	"query":              {"const s = 'a=1&'.repeat(1e6)", "new URLSearchParams(s)"},
	"one half of a unit": {"const b = Buffer.concat([Buffer.from('x'), Buffer.alloc(8 << 20, 'ab')]), n = Buffer.alloc(1 << 20, 'ab')", "b.indexOf(n, 0, 'ucs2')"},
	"long needle":        {"const b = Buffer.alloc(24 << 20, 'a'), n = Buffer.alloc(12 << 20, 'a'); n[0] = 98", "b.lastIndexOf(n)"},
	"longer text":        {"const b = Buffer.alloc(40 << 20), n = Buffer.alloc(8 << 20); n[n.length - 1] = 1", "b.indexOf(n)"},
	"compare":            {"const b = Buffer.alloc(48 << 20), c = Buffer.from(b)", "b.compare(c)"},
	"hash":               {"const b = Buffer.alloc(128 << 20), { createHash } = require('crypto')", "createHash('sha512').update(b)"},
	"random":             {"const b = Buffer.alloc(128 << 20), { randomFillSync } = require('crypto')", "randomFillSync(b)"},
	"segmenter":          {"const s = 'hello wörld '.repeat(1 << 20), g = new Intl.Segmenter('en', { granularity: 'word' })", "[...g.segment(s)]"},
	"no module":          {"const b = Buffer.alloc(24 << 20)", "WebAssembly.validate(b)"},
	"language tag":       {"const s = 'en-' + 'abcde-'.repeat(1 << 20) + 'a'", "try { new Intl.PluralRules(s) } catch {}"},
}

func TestLate(t *testing.T) {
	for name, c := range slow {
		t.Run(name, func(t *testing.T) {
			const limit = 150 * time.Millisecond
			r := open(t, Options{})
			eval(t, r, c.setup+"; globalThis.call = () => { "+c.call+" }; 0")
			r.opts.Limits.Timeout = limit
			start := time.Now()
			_, err := r.Eval(t.Context(), "for (;;) call()")
			took := time.Since(start)
			if timeout := (*TimeoutError)(nil); !errors.As(err, &timeout) {
				t.Errorf("%v", err)
			}
			if took > limit+slack {
				t.Errorf("took %v", took)
			}
			t.Logf("%v after the deadline", took-limit)
		})
	}
}
