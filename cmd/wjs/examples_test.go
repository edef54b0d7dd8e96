package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// What the Makefile's demo runs is what is tested.
func TestWordcount(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join(root(t), "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	demo := regexp.MustCompile(`(?m)^demo:.*\n\t(?:@)?\./bin/wjs (.*)$`).FindSubmatch(makefile)
	if demo == nil {
		t.Fatal("the Makefile has no demo that runs ./bin/wjs")
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "examples", "wordcount"), os.DirFS(filepath.Join(root(t), "examples", "wordcount"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	r := command{dir: dir, args: strings.Fields(string(demo[1]))}.run(t)
	want := `┌─────────┬────────────────┬───────┬───────┬──────────┬────────────────────────┐
│ (index) │ file           │ lines │ words │ distinct │ top                    │
├─────────┼────────────────┼───────┼───────┼──────────┼────────────────────────┤
│ 0       │ 'harbour.txt'  │ 7     │ 91    │ 66       │ 'the 12, and 4, a 2'   │
│ 1       │ 'letter.txt'   │ 8     │ 72    │ 50       │ 'the 9, and 5, for 4'  │
│ 2       │ 'orchard.txt'  │ 4     │ 56    │ 36       │ 'the 8, and 3, was 3'  │
│ 3       │ 'proverbs.txt' │ 5     │ 53    │ 36       │ 'a 6, the 4, bucket 2' │
└─────────┴────────────────┴───────┴───────┴──────────┴────────────────────────┘
272 words in 4 files
the report is in bin/report.json
denied, as it should be: ERR_ACCESS_DENIED
  Access to this API has been restricted: reading "/etc/passwd" is not allowed; run again with --allow-read=/etc/passwd to allow it
`
	if r.code != 0 || r.stdout != want || r.stderr != "" {
		t.Errorf("%s\nwant:\n%s", r, want)
	}
	text, err := os.ReadFile(filepath.Join(dir, "bin", "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Files []struct{ File string }
		Total struct{ Lines, Words int }
	}
	if err := json.Unmarshal(text, &report); err != nil || len(report.Files) != 4 || report.Total.Words != 272 || report.Total.Lines != 24 {
		t.Errorf("the report: %v\n%s", err, text)
	}
}

func TestService(t *testing.T) {
	dir := filepath.Join(root(t), "examples", "service")
	server := exec.CommandContext(t.Context(), binary, "--timeout", "1m", "--allow-net=127.0.0.1", "server.mjs", "0")
	server.Dir, server.Stderr = dir, os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server printed no address: %v", err)
	}
	go func() { ended <- server.Wait() }()

	r := command{dir: dir, args: []string{"--allow-net=127.0.0.1", "client.mjs", strings.TrimSpace(line)}}.run(t)
	want := `POST /notes 201 { id: 1, text: 'buy bread' }
POST /notes 201 { id: 2, text: 'call Ada' }
POST /notes 422 { error: 'text must be a string' }
GET /notes 200 [ { id: 1, text: 'buy bread' }, { id: 2, text: 'call Ada' } ]
GET /notes/2 200 { id: 2, text: 'call Ada' }
GET /notes/7 404 { error: 'there is no note 7' }
came back: ONE
came back: TWO
came back: THREE
denied: ERR_ACCESS_DENIED
POST /stop 200 { stopped: true }
`
	if r.code != 0 || r.stdout != want || r.stderr != "" {
		t.Errorf("%s\nwant:\n%s", r, want)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the server: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the server did not stop")
		_ = server.Process.Kill()
	}
}

// Without the flag the service must not listen.
func TestServiceDenied(t *testing.T) {
	r := command{dir: filepath.Join(root(t), "examples", "service"), args: []string{"server.mjs", "0"}}.run(t)
	if r.code != 1 || r.stdout != "" || !strings.Contains(r.stderr, "ERR_ACCESS_DENIED") || !strings.Contains(r.stderr, "--allow-net") {
		t.Error(r)
	}
}

func TestEmbed(t *testing.T) {
	program := filepath.Join(t.TempDir(), "embed")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./examples/embed")
	build.Dir, build.Env = root(t), append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), program).CombinedOutput()
	want := `report: map[text:TEA AND BREAD total:5.75]
a Go error: Error: no price for gold
a denial: true
the deadline held: true
other goroutines went on: true
afterwards: wjs: the runtime has ended: wjs: the script took longer than 500ms
`
	if err != nil || string(out) != want {
		t.Errorf("%v\n%s\nwant:\n%s", err, out, want)
	}
}

func TestNPMExample(t *testing.T) {
	must := os.Getenv("CI") != "" || os.Getenv("WJS_NPM") != ""
	skip := t.Skipf
	if must {
		skip = t.Fatalf
	}
	if testing.Short() {
		t.Skip("needs the npm registry")
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		skip("%v", err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(root(t), "examples", "npm"))); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(t.Context(), npm, "install", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		skip("npm install: %v\n%s", err, out)
	}
	r := command{dir: dir, args: []string{"main.mjs"}}.run(t)
	want := `<h1>Releases</h1>
<ul>
<li>2.0.0-rc.1 (new): <strong>breaking</strong></li>
<li>1.10.0 (compatible): faster <em>starts</em></li>
<li>1.9.2 (compatible): a fix</li>
</ul>
`
	if r.code != 0 || r.stdout != want || r.stderr != "" {
		t.Errorf("%s\nwant:\n%s", r, want)
	}
}
