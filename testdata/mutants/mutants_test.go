// Package mutants takes each guard of the sandbox out in turn and wants the test
// that watches over it to fail. `make mutants` runs them all; nothing in the tree
// is changed, since the Go command is told to read the mutant in place of the file.
package mutants

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A mutant is a guard, the text that it stands in, what that becomes without it,
// and the test that must fail then.
type mutant struct {
	guard, file, with, without, pkg, test string
}

const nothing = "if err := error(nil); err != nil {"

var mutants = []mutant{
	{"bytecode has a seal", "engine/bytecode.go", "!hmac.Equal(mac[:], h.MAC[:])", "false && !hmac.Equal(mac[:], h.MAC[:])", "engine", "TestBytecodeIsAuthentic"},
	{"bytecode is compiled apart", "engine/bytecode.go", "code, err := apart.compileText(t)", "code, err := iso.compileText(t)", "engine", "TestBytecodeIsCompiledApart"},
	{"a program does not know the key of its bytecode", "hostcalls/code.go", "return sha256.Sum256(append(secret, key[:]...))", "return key", ".", "TestCachedData"},
	{"deny rules of paths", "wasi/path.go", "if rule, hit := p.deny[k].match(name); hit {", "if rule, hit := p.deny[k].match(name); hit && false {", "wasi", "TestDenials"},
	{"a grant is for reading or for writing", "wasi/path.go", "if g.access&access == access {", "if true {", "wasi", "TestDenials"},
	{"/proc, /sys and /dev are not below /", "wasi/path.go", `if !p.full && p.trees[g.tree].host != "" && !covers(`, `if false && !covers(`, "wasi", "TestDevicesAndProc"},
	{"a preopen is not left by dots", "wasi/path.go", `if base != "" && at == floor {`, "if false {", "wasi/preview1", "TestEscapes"},
	{"a preopen is not left by names", "wasi/path.go", "if !within(p.abs, base) {", "if false {", "wasi/preview1", "TestEscapes"},
	{"a token does what it was asked for", "wasi/path.go", "if p.h == nil || p.access&need != need {", "if p.h == nil {", "wasi", "TestTokens"},
	{"a token ends with its host", "wasi/path.go", "if p.h.closed.Load() {", "if false {", "wasi", "TestTokens"},
	{"renaming takes reading", "wasi/pairops.go", `return pair("rename", from, Read|Write,`, `return pair("rename", from, Write,`, "wasi", "TestTokens"},
	{"linking takes reading", "wasi/pairops.go", "if to.access&Read == 0 {", "if false {", "wasi", "TestTokens"},
	{"what holds something denied stays", "wasi/pairops.go", "if rule, hit := h.policy.deny[k].below(name); hit {", "if rule, hit := h.policy.deny[k].below(name); hit && false {", "wasi", "TestOverlap"},
	{"no set-user-id bits", "wasi/host.go", "return mode&0o6000 != 0 && !h.policy.full", "return false", "wasi", "TestSetID"},
	{"no changes through a descriptor for reading", "wasi/file.go", "if err := f.h.allow(f.guest, Write, f.guest); err != nil {", nothing, "wasi", "TestReadOnlyDescriptor"},
	{"names without dots below a tree", "wasi/vfs/vfs.go", `case elem == "" || elem == "." || elem == "..":`, "case false:", "wasi/vfs", "TestNames"},
	{"the kernel follows no link", "wasi/vfs/host_linux.go", "Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS,", "Resolve: 0,", "wasi", "TestHostileLayouts"},
	{"the kernel follows no link, in bindings", "wasi/vfs/host_linux.go", "Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS,", "Resolve: 0,", "hostcalls/fs", "TestHostileLayouts"},
	{"the kernel follows no link, in WASI", "wasi/vfs/host_linux.go", "Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS,", "Resolve: 0,", "wasi/preview1", "TestHostileLayouts"},
	{"the kernel follows no link, in modules", "wasi/vfs/host_linux.go", "Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS,", "Resolve: 0,", ".", "TestModulesReadWhatIsGranted"},
	{"no link wins a race", "wasi/vfs/host_linux.go", "Resolve: unix.RESOLVE_BENEATH | unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS,", "Resolve: 0,", "wasi", "TestSwapRace"},
	{"devices are not opened", "wasi/vfs/hostfile_at.go", "if !special && isSpecial(fd, &st) {", "if false {", "wasi/vfs", "TestSpecialFiles"},
	{"a tree in memory has an end", "wasi/vfs/mem.go", "if grow > m.left {", "if false {", "wasi/vfs", "TestMemLimit"},
	{"addresses of names are checked, for fetch", "wasi/netdial.go", "if err := r.h.checkAddr(r.host, a, r.port, false, r.byName); err != nil {", nothing, ".", "TestRebinding"},
	{"heads end", "hostcalls/http/head.go", "if l.left -= n; l.left <= 0 {", "if l.left -= n; false {", ".", "TestServerLimits"},
	{"fields are counted", "hostcalls/http/head.go", "if len(list)/2 >= count {", "if false {", "hostcalls/http", "TestHostileRequests"},
	{"one framing", "hostcalls/http/head.go", "return f, errFramings", "_ = errFramings", "hostcalls/http", "TestHostileRequests"},
	{"one length", "hostcalls/http/head.go", "return f, errLengths", "_ = errLengths", "hostcalls/http", "TestHostileRequests"},
	{"one host", "hostcalls/http/head.go", "if hosts > 1 {", "if false {", "hostcalls/http", "TestHostileRequests"},
	{"lines end with both", "hostcalls/http/head.go", "return nil, errLineFeed", "return l.line, nil", "hostcalls/http", "TestHostileRequests"},
	{"no length behind a body", "hostcalls/http/chunks.go", "return errLengths", "break", ".", "TestSmuggling"},
	{"extensions end", "hostcalls/http/chunks.go", "return errTooLong", "return c.extensions()", ".", "TestServerFloods"},
	{"heads come in time", "hostcalls/http/conn.go", "	k.deadline(start, lim.headers, lim.checking)\n", "	k.deadline(start, 0, 0)\n", "hostcalls/http", "TestHostileRequests"},
	{"bodies come in time", "hostcalls/http/conn.go", "	k.deadline(start, lim.request, lim.checking)\n", "	k.deadline(start, 0, 0)\n", ".", "TestServerFloods"},
	{"answers come in time", "hostcalls/http/trip.go", "		x.l.wait(x.r.patience)\n", "", "hostcalls/http", "TestPatience"},
	{"bodies unfold five times", "jslib/internal/fetch/fetch.js", "if (list.length > maxCodings) {", "if (false) {", ".", "TestHostileServers"},
	{"who waits for a FIFO is woken", "wasi/file.go", "return context.AfterFunc(f.h.life, w.Wake)", "return context.AfterFunc(f.h.life, func() {})", "wasi", "TestGiveUp"},
	{"who waits for a reader is woken", "wasi/stdio_unix.go", "case s.gaveUp():", "case false:", "wasi", "TestGiveUp"},
	{"thinking takes no time", "wasi/ask.go", "thought > counted {", "thought < counted {", ".", "TestAskingTakesNoTime"},
	{"deny rules of the network", "wasi/netdial.go", "if !r.denyAll && rule == nil {", "if true {", "wasi", "TestSpellings"},
	{"addresses of names are checked", "wasi/netdial.go", "if err := r.h.checkAddr(r.host, a, r.port, false, r.byName); err != nil {", nothing, "wasi", "TestResolution"},
	{"addresses are checked", "wasi/netdial.go", `return r, h.checkAddr("", r.addr, port, false, false)`, "return r, nil", "wasi", "TestZero"},
	{"0.0.0.0 is this machine", "wasi/netdial.go", "if !a.IsUnspecified() {", "if true {", "wasi", "TestSpellings"},
	{"ranges that are private", "wasi/netmatch.go", "for _, p := range privateRanges {", "for _, p := range privateRanges[:0] {", "wasi", "TestPrivate"},
	{"IPv4 in IPv6", "wasi/netmatch.go", `a = a.Unmap().WithZone("")`, `a = a.WithZone("")`, "wasi", "TestPrivate"},
	{"a rule holds for its port", "wasi/netmatch.go", "return r.port == 0 || r.port == port", "return true", "wasi", "TestResolution"},
	{"listening is not connecting", "wasi/netmatch.go", "if listen && !r.listen || !listen && !r.connect {", "if false {", ".", "TestNetworkIsDenied"},
	{"looking up takes a rule", "wasi/netdial.go", `request.Allowed = d.Rule == "" && (ok ||`, `request.Allowed = true || (ok ||`, "wasi", "TestZero"},
	{"variables are granted by name", "wasi/ask.go", `if ok || rule == "" && h.answers.allows(k, name) {`, `if ok || rule != "no" {`, "wasi", "TestEnv"},
	{"variables that are not granted do not show", "wasi/env.go", "if h.named(KindEnv, key) == nil {", "if true {", "wasi", "TestZero"},
	{"commands are granted by file", "wasi/run.go", `if ok || rule == "" && file != "" && h.answers`, `if ok || rule != "no" || h.answers`, "wasi", "TestRun"},
	{"no loader variables", "wasi/run.go", "if strings.HasPrefix(kv, prefix) {", "if strings.HasPrefix(kv, prefix) && false {", "wasi", "TestRun"},
	{"quotas", "wasi/quota.go", "if counter.Add(n) > limit && limit > 0 {", "if counter.Add(n) > limit && false {", "wasi", "TestQuota"},
	{"quotas, in JavaScript", "wasi/quota.go", "if counter.Add(n) > limit && limit > 0 {", "if counter.Add(n) > limit && false {", ".", "TestQuotas"},
	{"denials are not asked about", "wasi/ask.go", `d.Rule != "" || d.Flag == flagAll || item == ""`, `d.Flag == flagAll || item == ""`, "wasi", "TestAskAll"},
	{"questions show resources in ASCII", "wasi/prompt.go", "return strconv.QuoteToASCII(resource)\n", "return resource\n", "wasi", "TestPromptCannotBeSpoofed"},
	{"questions forget what was typed", "wasi/prompt.go", "	s.flushInput()\n", "", "cmd/wjs", "TestPromptForgetsWhatWasTyped"},
	{"answers do not reach the program", "wasi/stdio.go", "if (n > 0 || err == io.EOF) && s.divert(p[:n]) {", "if false && s.divert(p[:n]) {", "cmd/wjs", "TestPrompt"},
	{"the audit hook sees where links lead", "wasi/ask.go", "h.policy.note(Request{Kind: k, Resource: resource, Allowed: err == nil})", "if err != nil { h.policy.note(Request{Kind: k, Resource: resource}) }", "wasi", "TestAuditLinks"},
	{"the times of files are no clock", "wasi/file.go", `return f.h.see(st), fail("fstat", err)`, `return st, fail("fstat", err)`, ".", "TestClockAndSeed"},
	{"rights of WASI descriptors", "wasi/preview1/system.go", "if base, _ := d.rights(); base&rights != rights {", "if base, _ := d.rights(); base&rights != rights && false {", "wasi/preview1", "TestFile|TestPaths|TestStdio"},
	{"numbers are looked for in the table", "hostcalls/resources.go", "if t, ok := r.slots[i].c.(T); ok {", "if t, ok := r.slots[0].c.(T); ok {", ".", "TestForgedNumbers"},
	{"an undeclared op has no host", "hostcalls/reach.go", "if c.op.reach == Pure {", "if false {", ".", "TestUndeclaredOp"},
	{"natives are not handed out", "jslib/bootstrap/realm.js", "if (typeof binding[names[i]] !== 'function') data", "data", ".", "TestBridge"},
	{"clones draw their own numbers", "engine/snapshot.go", "	iso.reseed(iso.context)\n", "", ".", "TestTenants"},
	{"a cache that others may write", "wasi/cachedir/trust_unix.go", "case info.Mode().Perm()&0o022 != 0:", "case false:", "wasi/cachedir", "TestUntrusted"},
}

const root = "../.."

// Every guard is where the list says, once: the list cannot rot unseen.
func TestList(t *testing.T) {
	for _, m := range mutants {
		text, err := os.ReadFile(filepath.Join(root, m.file))
		if err != nil {
			t.Error(err)
			continue
		}
		if n := strings.Count(string(text), m.with); n != 1 {
			t.Errorf("%s: %q is %d times in %s", m.guard, m.with, n, m.file)
		}
	}
}

func TestMutants(t *testing.T) {
	if os.Getenv("WJS_MUTANTS") == "" {
		t.Skip("WJS_MUTANTS is not set")
	}
	for _, m := range mutants {
		t.Run(m.guard, m.run)
	}
}

func (m mutant) run(t *testing.T) {
	abs, err := filepath.Abs(filepath.Join(root, m.file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(abs)
	if err != nil {
		t.Fatal(err)
	}
	mutated := filepath.Join(t.TempDir(), filepath.Base(m.file))
	if err := os.WriteFile(mutated, []byte(strings.Replace(string(text), m.with, m.without, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := json.Marshal(map[string]map[string]string{"Replace": {abs: mutated}})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(overlay, list, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "test", "-vet=off", "-count=1", "-timeout=4m", "-run", "^("+m.test+")$", "./"+m.pkg)
	cmd.Dir = root
	// By GOFLAGS, so that a test which builds the binary builds the mutant.
	cmd.Env = append(os.Environ(), "GOFLAGS=-overlay="+overlay, "WJS_MUTANTS=")
	out, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		t.Errorf("%s lives without it", m.test)
	case strings.Contains(string(out), "[build failed]"), strings.Contains(string(out), "building wjs:"), !strings.Contains(string(out), "FAIL"):
		t.Errorf("the mutant does not run:\n%s", out)
	}
}
