package wasi

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// asker answers by resource and remembers what it was asked.
type asker struct {
	mu      sync.Mutex
	answers map[string]Decision
	asked   []Request
}

func (a *asker) ask(r Request) Decision {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, r)
	if r.Kind == KindWrite {
		return DecideDeny
	}
	return a.answers[r.Resource]
}

func (a *asker) resources() (list []string) {
	for _, r := range a.asked {
		list = append(list, r.Kind.String()+" "+r.Resource)
	}
	return list
}

func askHost(t *testing.T, a *asker, config Config, options ...Option) *Host {
	t.Helper()
	h, err := NewHost(must(NewPolicy(append(options, WithAsk(a.ask))...)), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

func TestAskPaths(t *testing.T) {
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"yes", "no", "denied", "out"} {
		os.MkdirAll(base+"/"+dir+"/sub", 0o755)
		os.WriteFile(base+"/"+dir+"/file", []byte(dir), 0o644)
	}
	os.Symlink("../out/file", base+"/yes/link")
	root := guestPath(base)
	a := &asker{answers: map[string]Decision{root + "/yes": DecideAllow, root + "/yes/file": DecideAllow}}
	h := askHost(t, a, Config{Dir: root}, Deny(KindRead, base+"/denied"))
	read := func(name string) (string, error) {
		p, err := h.Path(name, Read)
		if err != nil {
			return "", err
		}
		b, err := p.ReadFile(0)
		return string(b), err
	}
	var d *Denied
	if got, err := read("yes/file"); err != nil || got != "yes" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := read("yes/sub/../file"); err != nil {
		t.Errorf("asked for already: %v", err)
	}
	if _, err := read("no/file"); !errors.As(err, &d) {
		t.Errorf("%v", err)
	}
	if _, err := read("no/file"); !errors.As(err, &d) {
		t.Errorf("%v", err)
	}
	// What is denied is not asked about, and a link is asked about where it leads.
	if _, err := read("denied/file"); !errors.As(err, &d) || d.Rule == "" {
		t.Errorf("%v", err)
	}
	if p, err := h.Path("yes", Read); err != nil {
		t.Error(err)
	} else if _, err := p.ReadDir(); err != nil {
		t.Error(err)
	}
	if _, err := read("yes/link"); !errors.As(err, &d) {
		t.Errorf("%v", err)
	}
	if _, err := h.Path("yes/file", Write); !errors.As(err, &d) {
		t.Errorf("writing was granted with reading: %v", err)
	}
	want := []string{"read " + root + "/yes/file", "read " + root + "/no/file", "read " + root + "/yes", "read " + root + "/out/file", "write " + root + "/yes/file"}
	if got := a.resources(); !slices.Equal(got, want) {
		t.Errorf("asked for %q, want %q", got, want)
	}
	if h.Has(KindRead, "no/file") || !h.Has(KindRead, "yes/file") {
		t.Error("Has does not know the answers")
	}
	// What processes show of themselves is not for asking.
	if _, err := read("/proc/self/environ"); !errors.As(err, &d) || len(a.asked) != len(want) {
		t.Errorf("%v, %q", err, a.resources())
	}
}

func TestAskAll(t *testing.T) {
	base := t.TempDir()
	os.WriteFile(base+"/file", nil, 0o644)
	a := &asker{answers: map[string]Decision{"HOME": DecideAllowAll, "hostname": DecideAllow, "127.0.0.1": DecideAllow, "127.0.0.1:9": DecideAllow, "[::1]:9": DecideDeny}}
	h := askHost(t, a, Config{Env: []string{"HOME=/h", "USER=u", "PASSWORD=p"}}, Deny(KindEnv, "PASSWORD"))
	if v, _, err := h.Getenv("HOME"); err != nil || v != "/h" {
		t.Errorf("%q, %v", v, err)
	}
	if v, _, err := h.Getenv("USER"); err != nil || v != "u" {
		t.Errorf("%q, %v", v, err)
	}
	if _, _, err := h.Getenv("PASSWORD"); err == nil {
		t.Error("what is denied was granted with all")
	}
	if _, err := h.Hostname(); err != nil {
		t.Error(err)
	}
	if _, err := h.CPUs(); err == nil {
		t.Error("granted without an answer")
	}
	local, err := h.Local("tcp", "127.0.0.1", 0)
	if err != nil {
		t.Fatal(err)
	}
	l, err := local.Listen(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := h.Remote("tcp", "127.0.0.1", 10); err == nil {
		t.Error("connecting was granted with listening")
	}
	for range 2 {
		if _, err := h.Remote("tcp", "127.0.0.1", 9); err != nil {
			t.Error(err)
		}
		if _, err := h.Remote("tcp", "::1", 9); err == nil {
			t.Error("granted against the answer")
		}
	}
	if want := []string{"env HOME", "sys hostname", "sys cpus", "net 127.0.0.1", "net 127.0.0.1:10", "net 127.0.0.1:9", "net [::1]:9"}; !slices.Equal(a.resources(), want) {
		t.Errorf("asked for %q, want %q", a.resources(), want)
	}
}

// A variable that is not set is not worth a question.
func TestAskNothing(t *testing.T) {
	a := &asker{}
	h := askHost(t, a, Config{})
	if _, _, err := h.Getenv("HOME"); err == nil || len(a.asked) != 0 {
		t.Errorf("%v, %v", err, a.asked)
	}
	if len(h.Environ()) != 0 || len(a.asked) != 0 {
		t.Error("listing asks")
	}
}

// The audit hook sees where a link has led, be it allowed or not.
func TestAuditLinks(t *testing.T) {
	var seen []Request
	h, in, _ := arena(t, layout{Make: nil})
	h.Close()
	os.Symlink("file", in+"/l")
	p := must(NewPolicy(Allow(KindRead, in), WithAudit(func(r Request) { seen = append(seen, r) })))
	h, err := NewHost(p, Config{Dir: guestPath(in)})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if got, err := operate(h, pathOps("x")[0], "l"); err != nil || got != "public" {
		t.Fatal(got, err)
	}
	if want := (Request{Kind: KindRead, Resource: guestPath(in) + "/file", Allowed: true}); !slices.Contains(seen, want) {
		t.Errorf("%v", seen)
	}
}
