package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
)

// moduleTally is what came of one module's tests.
type moduleTally struct {
	passed, failed []string
	skipped        map[string]int // by reason
}

func printTally(w io.Writer, tally map[string]*moduleTally) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "module\tpassed\tfailed\tof\t%\tskipped\t")
	var passed, failed, skipped int
	reasons := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(tally)) {
		m := tally[name]
		p, f, s := len(m.passed), len(m.failed), 0
		for why, n := range m.skipped {
			s += n
			why, _, _ = strings.Cut(why, "=")
			reasons[why] += n
		}
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%s\t%d\t\n", name, p, f, p+f, percent(p, p+f), s)
		passed, failed, skipped = passed+p, failed+f, skipped+s
	}
	fmt.Fprintf(tw, "all\t%d\t%d\t%d\t%s\t%d\t\n", passed, failed, passed+failed, percent(passed, passed+failed), skipped)
	tw.Flush()
	for _, why := range slices.Sorted(maps.Keys(reasons)) {
		fmt.Fprintf(w, "skipped: %d: %s\n", reasons[why], why)
	}
	fmt.Fprintf(w, "%d passed, %d failed, %d skipped\n", passed, failed, skipped)
}

func percent(n, of int) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f", 100*float64(n)/float64(of))
}

// update writes down what passes now; tests that were not asked stay as they are.
func update(tally map[string]*moduleTally) error {
	listed, err := readList(passedList)
	if errors.Is(err, fs.ErrNotExist) {
		listed = map[string]bool{}
	} else if err != nil {
		return err
	}
	for _, m := range tally {
		for _, test := range m.failed {
			delete(listed, test)
		}
		for _, test := range m.passed {
			listed[test] = true
		}
	}
	return writeList(passedList, slices.Sorted(maps.Keys(listed)))
}

// regressions fails when a test of the list failed. It is given a second
// chance alone, because the machine may have been busy.
func regressions(tally map[string]*moduleTally, r *nodeRun) error {
	listed, err := readList(passedList)
	if err != nil {
		return err
	}
	var lost []string
	for _, m := range tally {
		for _, test := range m.failed {
			if !listed[test] {
				continue
			}
			sub, file, _ := strings.Cut(test, "/")
			if t, err := readNodeTest(r.dir, sub, file); err != nil {
				return err
			} else if _, why := r.runOne(t, wjsFlags); why != "" {
				lost = append(lost, test+": "+why)
			}
		}
	}
	if len(lost) > 0 {
		slices.Sort(lost)
		return fmt.Errorf("%d tests passed before:\n%s", len(lost), strings.Join(lost, "\n"))
	}
	return nil
}

// readList reads names, one a line.
func readList(file string) (map[string]bool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	list := map[string]bool{}
	for _, name := range strings.Fields(string(text)) {
		list[name] = true
	}
	return list, nil
}

func writeList(file string, names []string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(strings.Join(names, "\n")+"\n"), 0o644)
}

// writeLog keeps the output of a failing test; a log that cannot be written is only said.
func writeLog(dir, test string, output []byte) {
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(test, "/", "_")+".log"), output, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
