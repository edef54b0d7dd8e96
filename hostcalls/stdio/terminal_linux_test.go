package stdio

import (
	"os"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi"
)

// openTerminal makes a pseudo-terminal and returns its two ends.
func openTerminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { master.Close() })
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Skip(err)
	}
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Skip(err)
	}
	slave, err = os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { slave.Close() })
	return master, slave
}

func mode(t *testing.T, f *os.File) uint32 {
	t.Helper()
	m, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return m.Lflag & (unix.ICANON | unix.ECHO)
}

func TestTerminal(t *testing.T) {
	master, slave := openTerminal(t)
	if err := unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 81}); err != nil {
		t.Fatal(err)
	}
	cooked := mode(t, slave)
	g := newGuest(t, wasi.Config{Stdin: slave, Stdout: slave})
	check(t, g.Run(`log(stdio.type(0), stdio.type(1), [...stdio.windowSize(1)]); stdio.setRawMode(0, true); stdio.setRawMode(0, true)`), "TTY TTY [81,24]")
	if m := mode(t, slave); m != 0 {
		t.Errorf("raw mode: %x", m)
	}
	g.Run(`stdio.setRawMode(0, false); stdio.setRawMode(0, false)`)
	if m := mode(t, slave); m != cooked {
		t.Errorf("after raw mode: %x, before %x", m, cooked)
	}
	// Whoever forgets is cleaned up after.
	g.Run(`stdio.setRawMode(0, true)`)
	g.Close()
	if m := mode(t, slave); m != cooked {
		t.Errorf("after the end: %x, before %x", m, cooked)
	}
}

func TestTerminalReadsLines(t *testing.T) {
	master, slave := openTerminal(t)
	g := newGuest(t, wasi.Config{Stdin: slave})
	if _, err := master.WriteString("line\n\x04"); err != nil {
		t.Fatal(err)
	}
	check(t, g.Run(readAll+`next()`), "line\n\nend")
}
