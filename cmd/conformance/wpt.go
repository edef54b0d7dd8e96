package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const wptUsage = `conformance wpt [flags] DIR

DIR is a checkout of Node's tests: DIR/test/fixtures/wpt has the web-platform-tests
that Node keeps, DIR/test/wpt/status says which of them need a browser. Counted
are subtests. With -real NODE the same is done with real Node, to compare.
`

// wptLists has a file an area: how many subtests of which file pass.
const wptLists = "testdata/conformance/wpt"

//go:embed wptpage.js
var wptPage []byte

type wptRun struct {
	root, status string
	binary       string
	flags        []string // before the page
	page         string   // where wptPage is on disk
	match        string
	limit        time.Duration
	verbose      bool
}

// wptResult is what one line of the page says: a subtest or, at the end, all.
type wptResult struct {
	Name    string `json:"name"`
	Status  int    `json:"status"` // 0 passed
	Message string `json:"message"`
	Done    bool   `json:"done"`
}

func runWPT(args []string) error {
	r := wptRun{flags: []string{"run", "-A"}}
	var real, area string
	var update bool
	var jobs int
	set := flag.NewFlagSet("wpt", flag.ExitOnError)
	set.Usage = func() { fmt.Fprint(os.Stderr, wptUsage); set.PrintDefaults() }
	set.StringVar(&r.binary, "wjs", "bin/wjs", "the wjs to test")
	set.StringVar(&real, "real", "", "run this Node.js instead")
	set.StringVar(&area, "module", "", "only these areas (url, dom/events, …), with commas between them")
	set.StringVar(&r.match, "match", "", "only files whose names contain this")
	set.DurationVar(&r.limit, "limit", 60*time.Second, "time for one file; three times as much if it says that it is long")
	set.IntVar(&jobs, "jobs", 2, "files at once")
	set.BoolVar(&r.verbose, "v", false, "print each subtest that fails")
	set.BoolVar(&update, "update", false, "write what passes to "+wptLists)
	_ = set.Parse(args) // exits by itself
	if set.NArg() != 1 {
		set.Usage()
		os.Exit(2)
	}
	if real != "" {
		r.binary, r.flags = real, []string{"--expose-gc"}
	}
	var err error
	if r.binary, err = filepath.Abs(r.binary); err != nil {
		return err
	}
	dir, err := filepath.Abs(filepath.Join(set.Arg(0), "test"))
	if err != nil {
		return err
	}
	r.root, r.status = filepath.Join(dir, "fixtures", "wpt"), filepath.Join(dir, "wpt", "status")
	tmp, err := os.MkdirTemp("", "wjs-wpt-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	r.page = filepath.Join(tmp, "page.js")
	if err := os.WriteFile(r.page, wptPage, 0o644); err != nil {
		return err
	}
	tally, counts, err := r.all(area, jobs)
	if err != nil {
		return err
	}
	printTally(os.Stdout, tally)
	switch {
	case real != "":
		return nil
	case update && r.match != "":
		return errors.New("-update writes whole areas: leave -match out")
	case update:
		return writeCounts(counts)
	}
	return r.fewer(counts)
}

// all runs the files of the areas and counts the subtests that pass, by area
// and file.
func (r *wptRun) all(only string, jobs int) (map[string]*moduleTally, map[string]map[string]int, error) {
	tally, counts := map[string]*moduleTally{}, map[string]map[string]int{}
	var tests []wptTest
	for _, area := range wptAreas {
		if only != "" && !slices.Contains(strings.Split(only, ","), area.name) {
			continue
		}
		found, err := r.find(area)
		if err != nil {
			return nil, nil, err
		}
		tally[area.name], counts[area.name] = &moduleTally{skipped: map[string]int{}}, map[string]int{}
		for _, t := range found {
			if t.skip != "" {
				tally[area.name].skipped[t.skip]++
			} else if strings.Contains(t.name(), r.match) {
				tests = append(tests, t)
			}
		}
	}
	var mu sync.Mutex
	each(tests, jobs, func(_ int, t wptTest) {
		passed, failed := r.one(t)
		mu.Lock()
		defer mu.Unlock()
		m := tally[t.area.name]
		m.passed, m.failed = append(m.passed, passed...), append(m.failed, failed...)
		counts[t.area.name][t.name()] = len(passed)
		for _, why := range failed {
			if r.verbose {
				fmt.Println("FAIL " + t.name() + ": " + why)
			}
		}
	})
	return tally, counts, nil
}

// one runs a file. A file that does not come to its end fails once more.
func (r *wptRun) one(t wptTest) (passed, failed []string) {
	limit := r.limit
	if t.long {
		limit *= 3
	}
	o := program{
		path: r.binary, args: slices.Concat(r.flags, []string{r.page, r.root, t.file, t.variant, t.area.init}),
		dir: r.root, env: os.Environ(), limit: limit,
	}.run()
	done := false
	for line := range bytes.Lines(o.output) {
		text, ok := bytes.CutPrefix(line, []byte("@wpt "))
		if !ok {
			continue
		}
		var result wptResult
		if err := json.Unmarshal(text, &result); err != nil {
			failed = append(failed, "not understood: "+string(text))
			continue
		}
		switch {
		case result.Done:
			done = result.Status == 0
			if !done {
				failed = append(failed, "the file: "+result.Message)
			}
		case result.Status == 0:
			passed = append(passed, result.Name)
		default:
			failed = append(failed, result.Name+": "+result.Message)
		}
	}
	switch {
	case done || len(failed) > 0 && strings.HasPrefix(failed[len(failed)-1], "the file: "):
	case o.timeout:
		failed = append(failed, fmt.Sprintf("the file: still running after %v", limit))
	default:
		failed = append(failed, "the file: "+firstError(o))
	}
	return passed, failed
}

// fewer fails when a file has fewer subtests that pass than its list says. It
// is given a second chance alone, because the machine may have been busy.
func (r *wptRun) fewer(counts map[string]map[string]int) error {
	var lost []string
	for _, area := range wptAreas {
		listed, err := readCounts(area.listFile())
		if errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		tests, err := r.find(area)
		if err != nil {
			return err
		}
		for _, t := range tests {
			got, ran := counts[area.name][t.name()]
			if want := listed[t.name()]; ran && got < want {
				if passed, failed := r.one(t); len(passed) < want {
					lost = append(lost, fmt.Sprintf("%s: %d of %d\n  %s", t.name(), len(passed), want, strings.Join(failed, "\n  ")))
				}
			}
		}
	}
	if len(lost) > 0 {
		return fmt.Errorf("files of which more passed before:\n%s", strings.Join(lost, "\n"))
	}
	return nil
}
