package os

import (
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
)

// Every op that says something about the machine, and what it needs.
var asked = []struct{ call, permission string }{
	{"hostname()", "hostname"},
	{"homedir()", "homedir"},
	{"uptime()", "osUptime"},
	{"loadavg()", "loadavg"},
	{"memory()", "systemMemoryInfo"},
	{"release()", "osRelease"},
	{"cpus()", "cpus"},
	{"interfaces()", "networkInterfaces"},
	{"userInfo()", "userInfo"},
	{"priority(0)", "getPriority"},
	{"setPriority(0, 0)", "setPriority"},
}

func TestDenied(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}})
	for _, a := range asked {
		got := g.Run(`try { log(os.` + a.call + `) } catch (e) { log(e.code, e.resource) }`)
		if want := `ERR_ACCESS_DENIED ` + a.permission; got != want {
			t.Errorf("%s: %s, want %s", a.call, got, want)
		}
	}
	if got := g.Run(`log(os.parallelism() > 0)`); got != "true" {
		t.Errorf("parallelism: %s", got)
	}
}

func TestAllowed(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}, Policy: []wasi.Option{wasi.AllowAll()}})
	for script, want := range map[string]string{
		`log(typeof os.hostname(), os.hostname() !== '')`:                                        "string true",
		`log(os.uptime() > 0, os.memory().length, os.loadavg().length, os.release().length)`:     "true 2 3 2",
		`log(os.memory()[0] >= os.memory()[1], os.memory()[1] > 0)`:                              "true true",
		`log(Object.keys(os.cpus()[0]), Object.keys(os.cpus()[0].times))`:                        `["model","speed","times"] ["user","nice","sys","idle","irq"]`,
		`log(Object.keys(os.userInfo()))`:                                                        `["uid","gid","username","homedir","shell"]`,
		`log(Object.keys(os.interfaces()[0]).slice(0, 7))`:                                       `["name","address","netmask","family","mac","internal","cidr"]`,
		`log(os.interfaces().every((i) => (i.scopeid === undefined) === (i.family === 'IPv4')))`: "true",
		`log(typeof os.priority(0))`:                                                             "number",
		`try { os.priority(999999) } catch (e) { log(e.code, e.syscall) }`:                       "ESRCH uv_os_getpriority",
		`try { os.setPriority(1, 5) } catch (e) { log(e.code, e.syscall) }`:                      "ESRCH uv_os_setpriority",
	} {
		if got := g.Run(script); got != want {
			t.Errorf("%s: %s, want %s", script, got, want)
		}
	}
}
