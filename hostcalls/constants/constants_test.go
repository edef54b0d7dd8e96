package constants

import (
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi/errno"
)

func TestBinding(t *testing.T) {
	g := calltest.New(t, calltest.Config{Bindings: []*hostcalls.Binding{Binding()}})
	got := g.Run(`
		const { os } = constants;
		log(Object.keys(constants), Object.keys(os));
		log(os.dlopen, os.priority);
		log(Object.keys(os.signals).slice(0, 7), os.signals.SIGSYS, os.errno.ENOENT);
	`)
	want := `["os","fs","trace"] ["UV_UDP_REUSEADDR","dlopen","errno","signals","priority"]
{"RTLD_LAZY":1,"RTLD_NOW":2,"RTLD_GLOBAL":256,"RTLD_LOCAL":0,"RTLD_DEEPBIND":8} ` +
		`{"PRIORITY_LOW":19,"PRIORITY_BELOW_NORMAL":10,"PRIORITY_NORMAL":0,"PRIORITY_ABOVE_NORMAL":-7,"PRIORITY_HIGH":-14,"PRIORITY_HIGHEST":-20}
["SIGHUP","SIGINT","SIGQUIT","SIGILL","SIGTRAP","SIGABRT","SIGIOT"] 31 2`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The numbers of errors stand in two places; they must agree.
func TestErrnosAreTheTables(t *testing.T) {
	rows := map[string]errno.Errno{}
	for e := range errno.All {
		rows[e.Name()] = e
	}
	known := 0
	for _, e := range errnos {
		row, ok := rows[e.name]
		if !ok {
			continue
		}
		known++
		if -row.UV() != e.value {
			t.Errorf("%s is %v here and %d in the table", e.name, e.value, -row.UV())
		}
	}
	if known < 60 {
		t.Errorf("only %d of %d are in the table", known, len(errnos))
	}
}

var jsEntry = regexp.MustCompile(`(?m)^  (\w+): (0o)?(\d+),$`)

func TestFilesAreTheLibrarys(t *testing.T) {
	text, err := os.ReadFile("../../jslib/internal/fs/constants.js")
	if err != nil {
		t.Fatal(err)
	}
	var theirs list
	for _, m := range jsEntry.FindAllStringSubmatch(string(text), -1) {
		base := 10
		if m[2] != "" {
			base = 8
		}
		n, err := strconv.ParseInt(m[3], base, 64)
		if err != nil {
			t.Fatal(err)
		}
		theirs = append(theirs, entry{m[1], int(n)})
	}
	a, err := json.Marshal(files)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(theirs)
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Errorf("here\n%s\nthere\n%s", a, b)
	}
}
