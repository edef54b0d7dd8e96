// Package harness measures an engine for JavaScript the way all of them are
// measured here. Each engine has a program in a module of its own, so that no
// other module needs what it needs; it calls Main and prints one line of JSON.
package harness

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// Engine makes isolates.
type Engine struct {
	Name    string
	Version string
	New     func() (Isolate, error)
}

// Isolate is one heap with its globals.
type Isolate interface {
	// Eval runs a script and returns its value as a number.
	Eval(source string) (float64, error)
	// Define makes a global function of two integers.
	Define(name string, f func(a, b int) int) error
	// Call calls a global function with two integers.
	Call(name string, a, b int) (int, error)
	Close() error
}

// Result is what was measured; 0 is what was not.
type Result struct {
	Name, Version string
	Create        float64 // µs to make an isolate, evaluate 1+1 and close it
	In, Out       float64 // ns a call of JavaScript from Go, and of Go from JavaScript
	Memory        float64 // KB an isolate
	V8            float64 // the score of v8-v7: more is better; -1 where it does not come to its end
	Workloads     map[string]float64
}

// Better is the better of two measurements of the same engine, each for itself.
func (r *Result) Better(other *Result) *Result {
	if other == nil || other.Workloads == nil {
		return r
	}
	less := func(a, b float64) float64 {
		if a == 0 || b == 0 {
			return max(a, b)
		}
		return min(a, b)
	}
	b := Result{Name: r.Name, Version: r.Version, Create: less(r.Create, other.Create), In: less(r.In, other.In), Out: less(r.Out, other.Out),
		Memory: less(r.Memory, other.Memory), V8: max(r.V8, other.V8), Workloads: map[string]float64{}}
	for name, v := range r.Workloads {
		b.Workloads[name] = less(v, other.Workloads[name])
	}
	return &b
}

// Main measures the engine and prints the result.
func Main(e Engine) {
	workloads := flag.String("workloads", "", "folder of the workloads")
	v8 := flag.String("v8", "", "folder of v8-v7; none skips it")
	rounds := flag.Int("rounds", 3, "of how many the best counts")
	flag.Parse()
	r := Result{Name: e.Name, Version: e.Version, Workloads: map[string]float64{}}
	must(r.create(e))
	must(r.calls(e, *rounds))
	must(r.memory(e))
	must(r.compute(e, *workloads, *rounds))
	if *v8 != "" {
		if err := r.suite(e, *v8); err != nil {
			fmt.Fprintf(os.Stderr, "%s: v8-v7: %v\n", e.Name, err)
			r.V8 = -1
		}
	}
	must(json.NewEncoder(os.Stdout).Encode(r))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// create takes the median of many, in at most three seconds.
func (r *Result) create(e Engine) error {
	var all []time.Duration
	for began := time.Now(); len(all) < 200 && time.Since(began) < 3*time.Second; {
		t := time.Now()
		iso, err := e.New()
		if err != nil {
			return err
		}
		if n, err := iso.Eval("1+1"); err != nil || n != 2 {
			return fmt.Errorf("1+1 is %v, %v", n, err)
		}
		if err := iso.Close(); err != nil {
			return err
		}
		all = append(all, time.Since(t))
	}
	r.Create = float64(median(all)) / 1e3
	return nil
}

func median(all []time.Duration) time.Duration {
	for i := range all {
		for j := i; j > 0 && all[j] < all[j-1]; j-- {
			all[j], all[j-1] = all[j-1], all[j]
		}
	}
	return all[len(all)/2]
}

func (r *Result) calls(e Engine, rounds int) error {
	iso, err := e.New()
	if err != nil {
		return err
	}
	defer iso.Close()
	if err := iso.Define("host", func(a, b int) int { return a + b }); err != nil {
		return err
	}
	const n = 20000
	_, err = iso.Eval(`function add(a, b) { return a + b }
function plain(n) { let s = 0; for (let i = 0; i < n; i++) s = add(i, 1); return s }
function loop(n) { let s = 0; for (let i = 0; i < n; i++) s = host(i, 1); return s }; 0`)
	if err != nil {
		return err
	}
	for round := range rounds {
		t := time.Now()
		for i := range n {
			if got, err := iso.Call("add", i, 1); err != nil || got != i+1 {
				return fmt.Errorf("add answers %v, %v", got, err)
			}
		}
		best(&r.In, float64(time.Since(t))/n, round)
		t = time.Now()
		if got, err := iso.Eval("loop(" + strconv.Itoa(n) + ")"); err != nil || got != n {
			return fmt.Errorf("loop answers %v, %v", got, err)
		}
		best(&r.Out, float64(time.Since(t))/n, round)
	}
	return nil
}

func best(at *float64, v float64, round int) {
	if round == 0 || v < *at {
		*at = v
	}
}

// memory is what resident memory grows by, an isolate that was used a little.
func (r *Result) memory(e Engine) error {
	const n = 32
	var isos []Isolate
	add := func(k int) error {
		for range k {
			iso, err := e.New()
			if err != nil {
				return err
			}
			isos = append(isos, iso)
			if _, err := iso.Eval("1+1"); err != nil {
				return err
			}
		}
		return nil
	}
	if err := add(4); err != nil {
		return err
	}
	before := resident()
	if err := add(n); err != nil {
		return err
	}
	r.Memory = max(0, float64(resident()-before)/n/1024)
	for _, iso := range isos {
		if err := iso.Close(); err != nil {
			return err
		}
	}
	return nil
}

// resident is the memory that is this process's own, in bytes; 0 where the
// system does not tell.
func resident() int {
	debug.FreeOSMemory()
	text, err := os.ReadFile("/proc/self/smaps_rollup")
	if err != nil {
		return 0
	}
	sum := 0
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if f[0] == "Anonymous:" {
			n, _ := strconv.Atoi(f[1])
			sum += n << 10
		}
	}
	return sum
}

func (r *Result) compute(e Engine, dir string, rounds int) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.js"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no workloads in %q: %v", dir, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		iso, err := e.New()
		if err != nil {
			return err
		}
		if _, err := iso.Eval(string(text) + "\n;0"); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		var took float64
		for round := range rounds {
			t := time.Now()
			if _, err := iso.Eval("workload()"); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			best(&took, float64(time.Since(t))/1e6, round)
		}
		r.Workloads[strings.TrimSuffix(filepath.Base(file), ".js")] = took
		if err := iso.Close(); err != nil {
			return err
		}
	}
	return nil
}

// V8Suite is the suite as one script, ending in the score.
func V8Suite(dir string) (string, error) {
	var b strings.Builder
	for _, name := range []string{"base", "richards", "deltablue", "crypto", "raytrace", "earley-boyer", "regexp", "splay", "navier-stokes"} {
		text, err := os.ReadFile(filepath.Join(dir, name+".js"))
		if err != nil {
			return "", err
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	b.WriteString(`
;var theScore = -1;
BenchmarkSuite.RunSuites({ NotifyError: function (name, error) { throw error; }, NotifyScore: function (score) { theScore = Number(score); } });
theScore;
`)
	return b.String(), nil
}

// suite runs v8-v7 once: it repeats each of its parts 32 times by itself.
func (r *Result) suite(e Engine, dir string) error {
	suite, err := V8Suite(dir)
	if err != nil {
		return err
	}
	iso, err := e.New()
	if err != nil {
		return err
	}
	if r.V8, err = iso.Eval(suite); err != nil {
		return err
	}
	return iso.Close()
}
