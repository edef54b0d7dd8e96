package permission

import (
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
)

func TestHas(t *testing.T) {
	dir := t.TempDir()
	all := `['fs', 'fs.read', 'fs.write', 'child', 'net', 'env', 'run', 'sys', 'worker', 'wasi', 'addon', 'inspector', 'nonsense', '', '__proto__'].filter((s) => permission.has(s)).join()`
	for name, c := range map[string]struct {
		policy       []wasi.Option
		script, want string
	}{
		"nothing":   {nil, all, "worker,wasi"},
		"all":       {[]wasi.Option{wasi.AllowAll()}, all, "fs,fs.read,fs.write,child,net,env,run,sys,worker,wasi"},
		"reading":   {[]wasi.Option{wasi.AllowEvery(wasi.KindRead)}, all, "fs.read,worker,wasi"},
		"a command": {[]wasi.Option{wasi.Allow(wasi.KindRun, "git")}, `[permission.has('child'), permission.has('child', 'git'), permission.has('run', 'sh')]`, "[false,true,false]"},
		"a variable": {[]wasi.Option{wasi.Allow(wasi.KindEnv, "A*")},
			`[permission.has('env'), permission.has('env', 'AB'), permission.has('env', 'B'), permission.has('env', undefined), permission.has('env', null)]`, "[false,true,false,false,false]"},
		"a directory": {[]wasi.Option{wasi.Allow(wasi.KindRead, dir)},
			`[permission.has('fs.read', ''), permission.has('fs.read', 'x'), permission.has('fs.read', '..'), permission.has('fs.write', ''), permission.has('fs', ''), permission.has('fs.read')]`, "[true,true,false,false,false,false]"},
	} {
		g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}, Policy: c.policy, Host: wasi.Config{Dir: dir}})
		if got := g.Run(`log(` + c.script + `)`); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

// Asking is not using: the audit hook does not see it.
func TestHasIsNotAudited(t *testing.T) {
	asked := 0
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}, Policy: []wasi.Option{wasi.WithAudit(func(wasi.Request) { asked++ })}})
	if got := g.Run(`log(permission.has('fs.read', '/etc/passwd'), permission.has('net', 'example.com:443'))`); got != "false false" || asked != 0 {
		t.Errorf("%s, asked %d times", got, asked)
	}
}
