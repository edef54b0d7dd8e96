package errors

import (
	"bytes"
	"errors"
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
)

func newGuest(t *testing.T, stderr *bytes.Buffer) *calltest.Guest {
	return calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}, Host: wasi.Config{Stderr: stderr}})
}

func TestFatal(t *testing.T) {
	var stderr bytes.Buffer
	g := newGuest(t, &stderr)
	lines, err := g.TryRun(`
		log('before');
		try { errors.fatal('Uncaught:\nBad', 7, 'TypeError', 'Bad', 'TypeError: Bad\n    at x'); log('after'); }
		catch { log('caught'); }
		finally { log('finally'); }
	`)
	if lines != "before" {
		t.Errorf("JavaScript went on: %q", lines)
	}
	var uncaught *UncaughtError
	if !errors.As(err, &uncaught) {
		t.Fatalf("the isolate ended with %v", err)
	}
	want := UncaughtError{Name: "TypeError", Message: "Bad", Stack: "TypeError: Bad\n    at x", Text: "Uncaught:\nBad", ExitCode: 7}
	if *uncaught != want || uncaught.Error() != "TypeError: Bad" {
		t.Errorf("%#v", uncaught)
	}
	if stderr.String() != "Uncaught:\nBad" {
		t.Errorf("standard error: %q", &stderr)
	}
	if _, err := g.TryRun(`log(1)`); err == nil {
		t.Error("the isolate runs after its end")
	}
}

func TestUncaughtErrorOfAValue(t *testing.T) {
	if got := (&UncaughtError{Message: "'text'"}).Error(); got != "'text'" {
		t.Errorf("%q", got)
	}
}

func TestWarn(t *testing.T) {
	var stderr bytes.Buffer
	g := newGuest(t, &stderr)
	if got := g.Run(`log(errors.warn('a\u20ac\n'), errors.warn(''))`); got != "undefined undefined" || stderr.String() != "a€\n" {
		t.Errorf("%q, standard error %q", got, &stderr)
	}
}

func TestSources(t *testing.T) {
	g := newGuest(t, nil)
	g.Env.RememberSource("/a.js", "one\ntwo")
	got := g.Run(`log(errors.getSourceLine('/a.js', 2), errors.getSourceLine('/a.js', 3), errors.getSourceLine('/b.js', 1));
		log(errors.sourceMapsEnabled()); errors.setSourceMapsEnabled(true); log(errors.sourceMapsEnabled())`)
	if got != "two null null\nfalse\ntrue" || !g.Env.SourceMaps() {
		t.Errorf("%q", got)
	}
}
