// Command report measures wjs and its peers, one after the other in several
// rounds, and prints what came out as a table in Markdown.
//
//	go run -C testdata/bench/harness ./report [-v8 DIR] [-native QJS] [-rounds N]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/wjs-run/wjs/testdata/bench/harness"
)

var peers = []string{"wjs", "modernc", "qjs", "goja"}

func main() {
	v8 := flag.String("v8", "", "folder of v8-v7, the suite of V8's version 7: base.js, richards.js and so on")
	native := flag.String("native", "qjs", "a native quickjs-ng, if there is one")
	rounds := flag.Int("rounds", 2, "of how many the best counts")
	flag.Parse()
	if err := report(*v8, *native, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func report(v8, native string, rounds int) error {
	workloads, err := filepath.Abs("../workloads")
	if err != nil {
		return err
	}
	if v8 != "" {
		if v8, err = filepath.Abs(v8); err != nil {
			return err
		}
	}
	temp, err := os.MkdirTemp("", "wjs-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	var all []*harness.Result
	for _, peer := range peers {
		program := filepath.Join(temp, peer)
		build := exec.Command("go", "build", "-o", program, ".")
		build.Dir, build.Stderr = filepath.Join("..", peer), os.Stderr
		build.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "CGO_ENABLED=0")
		if err := build.Run(); err != nil {
			return fmt.Errorf("building %s: %w", peer, err)
		}
		all = append(all, nil)
	}
	own := &harness.Result{Name: "native quickjs-ng"}
	_, missing := exec.LookPath(native)
	for range rounds {
		for i, peer := range peers {
			fmt.Fprintln(os.Stderr, peer)
			measure := exec.Command(filepath.Join(temp, peer), "-workloads", workloads, "-v8", v8, "-rounds", "2")
			measure.Stderr = os.Stderr
			out, err := measure.Output()
			if err != nil {
				return fmt.Errorf("%s: %w", peer, err)
			}
			var r harness.Result
			if err := json.Unmarshal(out, &r); err != nil {
				return fmt.Errorf("%s: %w", peer, err)
			}
			all[i] = r.Better(all[i])
		}
		if missing == nil {
			fmt.Fprintln(os.Stderr, native)
			r, err := measureNative(native, workloads, v8, temp)
			if err != nil {
				return err
			}
			own = r.Better(own)
		}
	}
	if missing == nil {
		all = append(all, own)
	}
	print(all)
	return nil
}

func stderrOf(err error) []byte {
	if e, ok := err.(*exec.ExitError); ok {
		return e.Stderr
	}
	return nil
}

// measureNative lets a native engine run the workloads and the suite.
func measureNative(program, workloads, v8, temp string) (*harness.Result, error) {
	r := &harness.Result{Name: "native quickjs-ng", Workloads: map[string]float64{}}
	run := func(source string) (n float64, err error) {
		file := filepath.Join(temp, "native.js")
		if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
			return 0, err
		}
		out, err := exec.Command(program, "--script", file).Output()
		if err != nil {
			return 0, fmt.Errorf("%s: %w\n%s", program, err, stderrOf(err))
		}
		_, err = fmt.Sscan(string(out), &n)
		return n, err
	}
	files, err := filepath.Glob(filepath.Join(workloads, "*.js"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(filepath.Base(file), ".js")
		if r.Workloads[name], err = run(string(text) + `
{ let best = Infinity;
  for (let i = 0; i < 2; i++) { const t = performance.now(); workload(); best = Math.min(best, performance.now() - t); }
  print(best); }`); err != nil {
			return nil, err
		}
	}
	if v8 != "" {
		suite, err := harness.V8Suite(v8)
		if err != nil {
			return nil, err
		}
		if r.V8, err = run(suite + "print(theScore);"); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func print(all []*harness.Result) {
	fmt.Printf("%s/%s, %d processors, %s\n\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), time.Now().Format("January 2006"))
	row := func(name, format string, value func(r *harness.Result) float64) {
		fmt.Printf("| %s |", name)
		for _, r := range all {
			switch v := value(r); {
			case v > 0:
				fmt.Printf(" "+format+" |", v)
			case v < 0:
				fmt.Print(" fails |")
			default:
				fmt.Print(" |")
			}
		}
		fmt.Println()
	}
	fmt.Print("| |")
	for _, r := range all {
		fmt.Printf(" %s |", r.Name)
	}
	fmt.Println("\n|---|" + strings.Repeat("---:|", len(all)))
	row("make, evaluate `1+1`, close (µs)", "%.0f", func(r *harness.Result) float64 { return r.Create })
	row("call from Go (ns)", "%.0f", func(r *harness.Result) float64 { return r.In })
	row("call of Go (ns)", "%.0f", func(r *harness.Result) float64 { return r.Out })
	row("memory an isolate (KB)", "%.0f", func(r *harness.Result) float64 { return r.Memory })
	for _, name := range []string{"calls", "loops", "properties", "strings", "json", "map", "sort", "regexp"} {
		row(name+" (ms)", "%.1f", func(r *harness.Result) float64 { return r.Workloads[name] })
	}
	row("v8-v7 (score, more is better)", "%.0f", func(r *harness.Result) float64 { return r.V8 })
}
