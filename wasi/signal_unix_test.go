//go:build !windows

package wasi

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

func TestWatchSignal(t *testing.T) {
	h := hostWith(t, Allow(KindSys, "signals"))
	a, err := h.WatchSignal(28) // SIGWINCH
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.WatchSignal(28)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	if !a.Next(ctx) || !b.Next(ctx) {
		t.Fatal("a watch has not heard the signal")
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	if !b.Next(ctx) || a.Next(ctx) {
		t.Error("of two watches the wrong one was closed")
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if b.Next(ended) {
		t.Error("a signal that nobody has sent")
	}
}

func TestCloseWakesWhoWaits(t *testing.T) {
	w, err := hostWith(t, AllowAll()).WatchSignal(28)
	if err != nil {
		t.Fatal(err)
	}
	woken := make(chan bool)
	go func() { woken <- w.Next(context.Background()) }()
	w.Close()
	select {
	case came := <-woken:
		if came {
			t.Error("a closed watch has heard a signal")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nobody was woken")
	}
}

func TestSignalsThatCannotBeWatched(t *testing.T) {
	h := hostWith(t, AllowAll())
	for _, n := range []int{-1, 0, 9, 19, 23, 32, 34, 64, 1 << 30} {
		if w, err := h.WatchSignal(n); err != errno.EINVAL {
			t.Errorf("%d: %v, %v", n, w, err)
		}
	}
}

// Linux's numbers mean the same signal on every system.
func TestHostSignal(t *testing.T) {
	for linux, want := range map[int]syscall.Signal{0: 0, 1: syscall.SIGHUP, 7: syscall.SIGBUS, 10: syscall.SIGUSR1, 12: syscall.SIGUSR2, 17: syscall.SIGCHLD, 20: syscall.SIGTSTP, 31: syscall.SIGSYS} {
		if got, ok := hostSignal(linux); !ok || got != want {
			t.Errorf("%d is %v", linux, got)
		}
	}
	if runtime.GOOS == "linux" {
		for n := 1; n <= 31; n++ {
			if got, ok := hostSignal(n); !ok || int(got) != n {
				t.Errorf("%d (%s) is %d here", n, signalNames[n], got)
			}
		}
	}
}

func TestKill(t *testing.T) {
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Skip(err)
	}
	h := hostWith(t, AllowEvery(KindRun))
	for _, n := range []int{-1, 32, 1000} {
		if err := h.Kill(child.Process.Pid, n); err != errno.EINVAL {
			t.Errorf("the signal %d: %v", n, err)
		}
	}
	if err := h.Kill(1<<31-1, 0); err != errno.ESRCH {
		t.Errorf("no process: %v", err)
	}
	if err := h.Kill(child.Process.Pid, 10); err != nil {
		t.Error(err)
	}
	_ = child.Wait()
	if ws := child.ProcessState.Sys().(syscall.WaitStatus); ws.Signal() != syscall.SIGUSR1 {
		t.Errorf("the child has ended with %v", child.ProcessState)
	}
}
