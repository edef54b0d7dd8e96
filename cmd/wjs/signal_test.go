//go:build unix

package main

import (
	"bufio"
	"errors"
	"io"
	"os/exec"
	"syscall"
	"testing"
)

// A signal is the program's to handle, and ends it where it does not.
func TestSignals(t *testing.T) {
	for _, c := range []struct {
		name, source, rest string
		code               int
		signal             syscall.Signal
	}{
		{"handled", "process.on('SIGTERM', () => { console.log('bye'); process.exit(5) })", "bye\n", 5, 0},
		{"not handled", "", "", -1, syscall.SIGTERM},
		{"not handled in a loop", "setImmediate(() => { for (;;); })", "", -1, syscall.SIGTERM},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), binary, "eval", "-A", "--timeout", "20s", c.source+"; setInterval(() => {}, 1000); console.log('up')")
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(out)
			if line, err := lines.ReadString('\n'); line != "up\n" {
				t.Fatalf("%q, %v", line, err)
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			rest, _ := io.ReadAll(lines)
			var exit *exec.ExitError
			if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			state := cmd.ProcessState
			status, _ := state.Sys().(syscall.WaitStatus)
			if string(rest) != c.rest || state.ExitCode() != c.code || (c.signal != 0 && status.Signal() != c.signal) {
				t.Errorf("%v, then %q; want exit code %d, signal %v, %q", state, rest, c.code, c.signal, c.rest)
			}
		})
	}
}
