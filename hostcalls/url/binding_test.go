package url

import (
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
)

func TestBinding(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}})
	g.Run(`globalThis.c = new Uint32Array(9)`)
	for script, want := range map[string]string{
		`log(url.parse('HTTP://h:81/a?b#c', undefined, c), [...c])`:                                                                                             "http://h:81/a?b#c [5,7,7,8,81,11,13,15,0]",
		`log(url.parse('x', 'http://h/', c), url.parse('x', 'y', c))`:                                                                                           "http://h/x null",
		`log(url.parse('http://a\ud800/', undefined, c))`:                                                                                                       "null",
		`log(url.parse('http://h/\ud800', undefined, c))`:                                                                                                       "http://h/%EF%BF%BD",
		`log((function () { return url.construct(c) })('HTTP://h:81/a?b#c'), [...c])`:                                                                           "http://h:81/a?b#c [5,7,7,8,81,11,13,15,0]",
		`log((function () { return url.construct(c) })('x', 'http://h/y', 'z'))`:                                                                                "http://h/x",
		`log(function () { 'use strict'; return url.construct(c) }.call('v', 'http://h/', undefined))`:                                                          "http://h/",
		`log((function () { return url.construct(c) })('http://h\xe4/'), (function () { return url.construct(c) })('http://\u0101'))`:                           "http://xn--h-0fa/ http://xn--yda/",
		`log((function () { return url.construct(c) })())`:                                                                                                      "[]",
		`log((function () { return url.construct(c) })('a', undefined, 1))`:                                                                                     `["a",null]`,
		`log((function () { return url.construct(c) })('a:', null), (function () { return url.construct(c) })(1, 'a:'))`:                                        `["a:",null] [1,"a:"]`,
		`try { (function () { url.construct(new Uint32Array(8)) })('a:') } catch (e) { log(e instanceof TypeError) }`:                                           "true",
		`log(url.canParse('a:b'), url.canParse('b', 'a:'))`:                                                                                                     "true false",
		`log(url.update('http://h/', 1, 'x:8', c), c[4])`:                                                                                                       "http://x:8/ 8",
		`log(url.update('http://h/', 99, 'x', c), url.update('h', 1, 'x', c))`:                                                                                  "null null",
		`log(url.format('http://u@xn--wgv71a119e.jp/?a#b', false, true, false, false))`:                                                                         "http://日本語.jp/",
		`log(url.toASCII('ÄB.de'), url.toASCII('a b') === '', url.toUnicode('xn--b-zfa.de'))`:                                                                   "xn--b-zfa.de true äb.de",
		`log(url.idnaToASCII('XN--A'), url.idnaToASCII('é'), url.idnaToUnicode('xn--9ca'))`:                                                                     "xn--a xn--9ca é",
		`log(url.parseQuery('a=b&%F0%9F%98%80'), url.serializeQuery(['a b', '\ud800']))`:                                                                        `["a","b","😀",""] a+b=%EF%BF%BD`,
		`log([...url.percentDecode('a%ffé%2')])`:                                                                                                                "[97,255,195,169,37,50]",
		`log(url.fromPath('/a b#?%\\[', false, undefined, c), url.fromPath('/x', true, 'Srv', c))`:                                                              "file:///a%20b%23%3F%25%5C%5B file://srv/x",
		`log(/^blob:nodedata:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(url.objectURL()), url.objectURL() !== url.objectURL())`: "true true",
		`try { url.parse('a:', undefined, new Uint32Array(8)) } catch (e) { log(e instanceof TypeError) }`:                                                      "true",
		`try { url.parse(1, undefined, c) } catch (e) { log(e instanceof TypeError) }`:                                                                          "true",
	} {
		if got := g.Run(script); got != want {
			t.Errorf("%s\n got %s\nwant %s", script, got, want)
		}
	}
}
