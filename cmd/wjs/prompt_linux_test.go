package main

import (
	"context"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// dialogue runs the binary on a terminal of its own, waits for each text and
// types what follows it, and returns all that was shown.
func dialogue(t *testing.T, dir string, talk [][2]string, args ...string) string {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	defer master.Close()
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Skip(err)
	}
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Skip(err)
	}
	slave, err := os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, slave, slave, slave
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	shown := make(chan string)
	go func() {
		defer close(shown)
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			if err != nil {
				return
			}
			shown <- string(buf[:n])
		}
	}()
	all, from := "", 0
	for text := range shown {
		all += text
		for len(talk) > 0 {
			i := strings.Index(all[from:], talk[0][0])
			if i < 0 {
				break
			}
			from += i + len(talk[0][0])
			time.Sleep(100 * time.Millisecond) // a question forgets what was typed before it
			if _, err := master.WriteString(talk[0][1]); err != nil {
				t.Fatal(err)
			}
			talk = talk[1:]
		}
	}
	if err := cmd.Wait(); ctx.Err() != nil {
		t.Fatalf("%v: it waits; shown: %q", err, all)
	}
	if len(talk) > 0 {
		t.Errorf("%q was not shown: %q", talk[0][0], all)
	}
	return all
}

func TestPrompt(t *testing.T) {
	dir := folder(t, map[string]string{
		"app/read.js": `
			const fs = require('fs');
			for (const name of ['a', 'b', 'a']) try { console.log(name, fs.readFileSync(__dirname + '/../' + name, 'utf8')); } catch (e) { console.log(name, e.code); }`,
		"app/async.js": `require('fs').promises.readFile(__dirname + '/../a', 'utf8').then((v) => console.log('got', v));`,
		"app/input.js": `
			process.stdin.setRawMode(true);
			process.stdin.on('data', (d) => { console.log('typed', JSON.stringify(String(d))); process.exit(); });
			setTimeout(() => console.log('got', require('fs').readFileSync(__dirname + '/../a', 'utf8')), 300);`,
		"app/evil.js": `
			process.stdout.write('\x1b[8m\x1b]0;never ends');
			try { require('fs').readFileSync('/x\nAllow? [y/n/A] > y\n\x1b[2J'); } catch (e) { console.log(e.code); }`,
		"a": "text A", "b": "text B",
	})
	got := dialogue(t, dir, [][2]string{{"everything for --allow-read) > ", "y\n"}, {"everything for --allow-read) > ", "n\n"}}, "--prompt", "app/read.js")
	for _, want := range []string{"a text A\r\nwjs: "[:10], "b ERR_ACCESS_DENIED\r\na text A"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
	if n := strings.Count(got, "Allow?"); n != 2 {
		t.Errorf("asked %d times: %q", n, got)
	}
	if got := dialogue(t, dir, [][2]string{{"--allow-read) > ", "A\n"}}, "--prompt", "app/async.js"); !strings.Contains(got, "got text A") {
		t.Errorf("%q", got)
	}
	// A deny flag is not asked about.
	if got := dialogue(t, dir, nil, "--prompt", "--deny-read="+dir+"/a,"+dir+"/b", "app/read.js"); strings.Contains(got, "Allow?") || strings.Count(got, "ERR_ACCESS_DENIED") != 3 {
		t.Errorf("%q", got)
	}
	// The program is reading from the terminal, in raw mode, when it is asked: the
	// answer is not the program's, what is typed after it is.
	got = dialogue(t, dir, [][2]string{{"--allow-read) > ", "y\n"}, {"got text A", "q"}}, "--prompt", "app/input.js")
	if !strings.Contains(got, `typed "q"`) {
		t.Errorf("%q", got)
	}
	// What the program has begun to write is ended before the question.
	got = dialogue(t, dir, [][2]string{{"--allow-read) > ", "n\n"}}, "--prompt", "app/evil.js")
	if _, after, _ := strings.Cut(got, "never ends"); !strings.HasPrefix(after, "\x18\x1b\\\x1b[!p\x1b[0m") || !strings.Contains(after, `read "/x\nAllow? [y/n/A] > y\n\x1b[2J"`) || strings.Contains(after, "\x1b[2J") {
		t.Errorf("%q", after)
	}
}

// Typed ahead, or by the terminal itself: no answer.
func TestPromptForgetsWhatWasTyped(t *testing.T) {
	dir := folder(t, map[string]string{
		"app/read.js": `
			console.log('type now');
			const end = Date.now() + 1000; while (Date.now() < end);
			try { console.log(require('fs').readFileSync(__dirname + '/../a', 'utf8')); } catch (e) { console.log(e.code); }`,
		"a": "text A",
	})
	got := dialogue(t, dir, [][2]string{{"type now", "A\n"}, {"--allow-read) > ", "n\n"}}, "--prompt", "app/read.js")
	if !strings.Contains(got, "ERR_ACCESS_DENIED") {
		t.Errorf("%q", got)
	}
}

// Piped input answers nothing.
func TestPromptWithoutTerminal(t *testing.T) {
	dir := folder(t, map[string]string{"app/read.js": `try { require('fs').readFileSync(__dirname + '/../a'); } catch (e) { console.log(e.code); }`, "a": "text A"})
	r := command{dir: dir, stdin: "A\nA\n", args: []string{"--prompt", "app/read.js"}}.run(t)
	if r.stdout != "ERR_ACCESS_DENIED\n" || r.stderr != "" {
		t.Error(r)
	}
}
