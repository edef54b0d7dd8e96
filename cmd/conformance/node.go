package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const nodeUsage = `conformance node [flags] DIR

DIR is a checkout of Node's tests: DIR/test/parallel. Asked are those that need
no internals, no V8-only flag and no second Node process, and that real Node
passes (testdata/conformance/node/real.txt; record it anew with -real NODE).
`

// What passes in real Node, and what passes here.
const (
	realList   = "testdata/conformance/node/real.txt"
	passedList = "testdata/conformance/node/passed.txt"
)

// wjsFlags give a test what it has in Node: everything, and as much memory as
// Node's own heap may have on most machines.
var wjsFlags = []string{"run", "-A", "--memory", "2048"}

type nodeRun struct {
	dir, wjs string
	module   string
	match    string
	limit    time.Duration
	jobs     int
	verbose  bool
	slots    chan int
}

func runNode(args []string) error {
	var r nodeRun
	var real, logs string
	var write bool
	set := flag.NewFlagSet("node", flag.ExitOnError)
	set.Usage = func() { fmt.Fprint(os.Stderr, nodeUsage); set.PrintDefaults() }
	set.StringVar(&r.wjs, "wjs", "bin/wjs", "the wjs to test")
	set.StringVar(&r.module, "module", "", "only these modules, with commas between them")
	set.StringVar(&r.match, "match", "", "only tests whose names contain this")
	set.DurationVar(&r.limit, "limit", 30*time.Second, "time for one test")
	set.IntVar(&r.jobs, "jobs", 2, "tests at once")
	set.BoolVar(&r.verbose, "v", false, "print what failing tests print")
	set.StringVar(&logs, "logs", "", "write the output of each failing test into this folder")
	set.BoolVar(&write, "update", false, "write what passes to "+passedList)
	set.StringVar(&real, "real", "", "run this Node.js instead, and write what it passes to real.txt")
	_ = set.Parse(args) // exits by itself
	if set.NArg() != 1 {
		set.Usage()
		os.Exit(2)
	}
	var err error
	if r.dir, err = filepath.Abs(set.Arg(0)); err != nil {
		return err
	}
	if real != "" {
		r.wjs = real
	}
	if r.wjs, err = filepath.Abs(r.wjs); err != nil {
		return err
	}
	r.slots = make(chan int, r.jobs)
	for i := range r.jobs {
		r.slots <- i + 1
	}
	tests, err := findNodeTests(r.dir)
	if err != nil {
		return err
	}
	if real != "" {
		return r.record(tests)
	}
	return r.compare(tests, logs, write)
}

// compare runs the tests that real Node passes and reports.
func (r *nodeRun) compare(tests []nodeTest, logs string, write bool) error {
	real, err := readList(realList)
	if err != nil {
		return err
	}
	tally := map[string]*moduleTally{}
	var asked []nodeTest
	for _, t := range tests {
		if !r.wants(t) {
			continue
		}
		m := tally[t.module]
		if m == nil {
			m = &moduleTally{skipped: map[string]int{}}
			tally[t.module] = m
		}
		switch {
		case t.skip != "":
			m.skipped[t.skip]++
		case !real[t.name]:
			m.skipped["fails or is skipped in real Node"]++
		default:
			asked = append(asked, t)
		}
	}
	var mu sync.Mutex
	var done atomic.Int32
	each(asked, r.jobs, func(_ int, t nodeTest) {
		o, why := r.runOne(t, wjsFlags)
		mu.Lock()
		defer mu.Unlock()
		m := tally[t.module]
		if why == "" {
			m.passed = append(m.passed, t.name)
		} else {
			m.failed = append(m.failed, t.name)
			fmt.Printf("FAIL %s: %s\n", t.name, why)
			if r.verbose {
				os.Stdout.Write(o.output)
			}
			if logs != "" {
				writeLog(logs, t.name, o.output)
			}
		}
		if n := done.Add(1); n%200 == 0 {
			fmt.Fprintf(os.Stderr, "%d of %d\n", n, len(asked))
		}
	})
	printTally(os.Stdout, tally)
	if write {
		return update(tally)
	}
	return regressions(tally, r)
}

func (r *nodeRun) wants(t nodeTest) bool {
	return (r.module == "" || slices.Contains(strings.Split(r.module, ","), t.module)) && strings.Contains(t.name, r.match)
}

// runOne gives the test a directory of its own and says why it failed, or "".
func (r *nodeRun) runOne(t nodeTest, flags []string) (outcome, string) {
	slot := <-r.slots
	defer func() { r.slots <- slot }()
	tmp, err := os.MkdirTemp("", "wjs-node-test-")
	if err != nil {
		return outcome{}, err.Error()
	}
	defer os.RemoveAll(tmp)
	env := append(os.Environ(), "NODE_TEST_DIR="+tmp, "NODE_SKIP_FLAG_CHECK=1",
		fmt.Sprintf("TEST_THREAD_ID=%d", slot), fmt.Sprintf("TEST_SERIAL_ID=%d", slot))
	args := slices.Concat(flags, t.flags, []string{filepath.Join(r.dir, "test", filepath.FromSlash(t.name))})
	o := program{path: r.wjs, args: args, dir: r.dir, env: append(env, t.env...), limit: r.limit}.run()
	switch {
	case o.timeout:
		return o, fmt.Sprintf("still running after %v", r.limit)
	case bytes.HasPrefix(o.output, []byte("1..0 # Skipped:")) || bytes.Contains(o.output, []byte("\n1..0 # Skipped:")):
		return o, "skips itself"
	case o.code != 0:
		return o, firstError(o)
	}
	return o, ""
}

// firstError finds the line that tells most.
func firstError(o outcome) string {
	for line := range bytes.Lines(o.output) {
		text := strings.TrimSpace(string(line))
		if i := strings.Index(text, "Error"); i >= 0 && !strings.HasPrefix(text, "at ") && !strings.HasPrefix(text, "throw") && i < 40 {
			return fmt.Sprintf("exit %d: %.160s", o.code, text)
		}
	}
	return fmt.Sprintf("exit %d", o.code)
}

// record runs real Node and writes down what it passes.
func (r *nodeRun) record(tests []nodeTest) error {
	asked := slices.DeleteFunc(tests, func(t nodeTest) bool { return t.skip != "" || !r.wants(t) })
	passed := make([]string, len(asked))
	each(asked, r.jobs, func(i int, t nodeTest) {
		if _, why := r.runOne(t, nil); why == "" {
			passed[i] = t.name
		} else {
			fmt.Printf("not in Node: %s: %s\n", t.name, why)
		}
	})
	passed = slices.DeleteFunc(passed, func(s string) bool { return s == "" })
	fmt.Printf("%d of %d pass in %s\n", len(passed), len(asked), r.wjs)
	return writeList(realList, passed)
}
