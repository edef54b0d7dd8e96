//go:build !windows

package process

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/wjs-run/wjs/wasi"
)

func TestKill(t *testing.T) {
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Skip(err)
	}
	defer child.Process.Kill()
	script := fmt.Sprintf(`
		const pid = %d;
		log(fails(() => process.kill(pid, 0)));
		log(fails(() => process.kill(pid, 99)), fails(() => process.kill(pid, -1)));
		log(fails(() => process.kill(2 ** 31 - 1, 0)));
		log(fails(() => process.kill(pid, 15)));
	`, child.Process.Pid)

	g := newGuest(t, wasi.Config{}, wasi.AllowEvery(wasi.KindRun))
	check(t, g.Run(script), `no error: undefined
kill EINVAL {"errno":-22,"code":"EINVAL","syscall":"kill"} kill EINVAL {"errno":-22,"code":"EINVAL","syscall":"kill"}
kill ESRCH {"errno":-3,"code":"ESRCH","syscall":"kill"}
no error: undefined`)
	_ = child.Wait()
	if ws := child.ProcessState.Sys().(syscall.WaitStatus); ws.Signal() != syscall.SIGTERM {
		t.Errorf("the child has ended with %v", child.ProcessState)
	}
}

// A guest may not touch the process it lives in, not even by asking whether it
// is there, unless it may run everything.
func TestKillIsDenied(t *testing.T) {
	for name, policy := range map[string][]wasi.Option{
		"nothing":   nil,
		"one":       {wasi.Allow(wasi.KindRun, "kill")},
		"all but":   {wasi.AllowAll(), wasi.Deny(wasi.KindRun, "sh")},
		"all other": {wasi.AllowAll(), wasi.DenyEvery(wasi.KindRun)},
	} {
		g := newGuest(t, wasi.Config{}, policy...)
		got := g.Run(fmt.Sprintf(`
			const codes = [];
			for (const pid of [%d, 0, -1, 1]) {
				for (const signal of [0, 9, 15]) { try { process.kill(pid, signal); codes.push('sent'); } catch (e) { codes.push(e.code); } }
			}
			log(new Set(codes).size, codes[0]);
		`, os.Getpid()))
		if got != "1 ERR_ACCESS_DENIED" {
			t.Errorf("%s: %s", name, got)
		}
	}
}
