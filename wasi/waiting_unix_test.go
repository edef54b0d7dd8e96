//go:build linux || darwin

package wasi

import (
	"errors"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// Giving up ends whoever waits for the other side of a FIFO or of a full pipe, and
// whoever would afterwards.
func TestGiveUp(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mkfifo(dir+"/fifo", 0o600); err != nil {
		t.Fatal(err)
	}
	other, err := os.OpenFile(dir+"/fifo", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	for name, wait := range map[string]func(h *Host) error{
		"reading": func(h *Host) error {
			p, err := h.Path(dir+"/fifo", Read)
			if err != nil {
				return err
			}
			_, err = p.ReadFile(0)
			return err
		},
		"writing": func(h *Host) error {
			p, err := h.Path(dir+"/fifo", Write)
			if err != nil {
				return err
			}
			return p.WriteFile(make([]byte, 1<<20), vfs.WRONLY, 0)
		},
		"standard output": func(h *Host) error {
			_, err := h.Stdio(1).Write(make([]byte, 1<<20))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := NewPolicy(Allow(KindRead, dir), Allow(KindWrite, dir))
			if err != nil {
				t.Fatal(err)
			}
			h, err := NewHost(p, Config{Stdout: w})
			if err != nil {
				t.Fatal(err)
			}
			defer h.Close()
			for range 2 {
				done := make(chan error, 1)
				go func() { done <- wait(h) }()
				time.AfterFunc(20*time.Millisecond, h.GiveUp)
				select {
				case err := <-done:
					if !errors.Is(err, errno.ECANCELED) {
						t.Errorf("it ended with %v", err)
					}
				case <-time.After(5 * time.Second):
					t.Fatal("it goes on")
				}
			}
		})
	}
}
