package wjs

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// The rooms of ARCHITECTURE.md: who may import whom.
func TestImports(t *testing.T) {
	const module = "github.com/wjs-run/wjs"
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(strings.TrimPrefix(pkg.ImportPath, module), "/")
		for _, imp := range pkg.Imports {
			if strings.HasPrefix(imp, module) {
				if inner := strings.TrimPrefix(strings.TrimPrefix(imp, module), "/"); !mayImport(name, inner) {
					t.Errorf("%s imports %s", name, inner)
				}
			} else if touchesSystem(imp) && !maySystem(name, imp) {
				t.Errorf("%s imports %s: only wasi may touch the operating system", name, imp)
			}
		}
	}
}

func room(name string) string { room, _, _ := strings.Cut(name, "/"); return room }

func mayImport(name, imp string) bool {
	if strings.HasPrefix(imp, name+"/") && name != "" {
		return true // into one's own inner rooms
	}
	from, to := room(name), room(imp)
	switch from {
	case "engine", "wasi":
		return to == from
	case "reactor":
		return to == "reactor"
	case "jslib":
		return false
	case "hostcalls":
		if to == "hostcalls" {
			// The boundary itself, never a sibling; and what http and net have in common
			// of TLS, which is no binding.
			return imp == "hostcalls" || imp == "hostcalls/secure"
		}
		return to == "engine" || to == "reactor" || to == "wasi"
	case "": // package wjs
		return to != "cmd" && to != "examples" && to != "testdata"
	case "cmd":
		return imp == "" || imp == "wasi" || imp == "wasi/cachedir" || strings.HasPrefix(imp, "cmd/wjs")
	}
	return imp == "" || to == "wasi" // examples and programs of testdata are users
}

// touchesSystem lists the packages that reach the operating system.
func touchesSystem(imp string) bool {
	switch imp {
	case "os", "os/exec", "os/signal", "os/user", "net", "net/http", "syscall", "io/ioutil", "plugin", "golang.org/x/sys/unix", "golang.org/x/sys/windows":
		return true
	}
	return false
}

// maySystem names the exceptions, each with its reason.
func maySystem(name, imp string) bool {
	switch {
	case room(name) == "wasi", room(name) == "examples", room(name) == "testdata":
		return true
	case name == "cmd/conformance":
		return true // a tool for developers, outside any sandbox
	case name == "cmd/wjs":
		return imp != "net" && imp != "net/http" && imp != "os/exec" // its own arguments, streams and signals
	case name == "engine/memory":
		return imp == "golang.org/x/sys/unix" // mmap of memory, no files
	}
	return false
}
