package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// wptArea is a folder of the web-platform-tests.
type wptArea struct {
	name string
	init string // a script that comes before the harness
}

// A timeline has an entry for the page itself in a browser.
const pageEntry = `performance.markResourceTiming?.({ startTime: 0, endTime: 0, finalServiceWorkerStartTime: 0, redirectStartTime: 0,
  redirectEndTime: 0, postRedirectStartTime: 0, finalConnectionTimingInfo: { domainLookupStartTime: 0, domainLookupEndTime: 0,
  connectionStartTime: 0, connectionEndTime: 0, secureConnectionStartTime: 0, ALPNNegotiatedProtocol: '' },
  finalNetworkRequestStartTime: 0, finalNetworkResponseStartTime: 0, encodedBodySize: 0, decodedBodySize: 0,
}, 'https://nodejs.org', '', globalThis, '', {}, 200, '');`

// wptAreas are those that mean something to a runtime without documents.
var wptAreas = []wptArea{
	{name: "FileAPI/blob"},
	{name: "FileAPI/file"},
	{name: "compression"},
	{name: "console"},
	{name: "dom/abort"},
	{name: "dom/events"},
	{name: "encoding"},
	{name: "hr-time"},
	{name: "html/webappapis/atob"},
	{name: "html/webappapis/microtask-queuing"},
	{name: "html/webappapis/structured-clone"},
	{name: "html/webappapis/timers"},
	{name: "performance-timeline", init: pageEntry},
	{name: "streams"},
	{name: "url"},
	{name: "urlpattern"},
	{name: "user-timing"},
	{name: "wasm/jsapi"},
	{name: "webidl/ecmascript-binding/es-exceptions"},
	{name: "webmessaging/broadcastchannel"},
}

// listFile is where the counts of the area are kept.
func (a wptArea) listFile() string {
	return filepath.Join(wptLists, strings.ReplaceAll(a.name, "/", "-")+".txt")
}

// wptTest is a file with one of its variants.
type wptTest struct {
	area          wptArea
	file, variant string // the file from the root on, with slashes
	long          bool
	skip          string // why it is not asked
}

func (t wptTest) name() string { return t.file + t.variant }

// find lists the tests of an area: scripts for any realm and for windows.
func (r *wptRun) find(area wptArea) ([]wptTest, error) {
	skips, err := r.skips(area)
	if err != nil {
		return nil, err
	}
	var tests []wptTest
	top := filepath.Join(r.root, filepath.FromSlash(area.name))
	err = filepath.WalkDir(top, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		inArea, err := filepath.Rel(top, file)
		if err != nil {
			return err
		}
		inArea = filepath.ToSlash(inArea)
		if !strings.HasSuffix(file, ".any.js") && !strings.HasSuffix(file, ".window.js") {
			if strings.HasSuffix(file, ".worker.js") {
				tests = append(tests, wptTest{area: area, file: area.name + "/" + inArea, skip: "needs a worker of the Web"})
			}
			return nil
		}
		t := wptTest{area: area, file: area.name + "/" + inArea, skip: skips(inArea)}
		variants, err := t.meta(file)
		if err != nil {
			return err
		}
		for _, t.variant = range variants {
			tests = append(tests, t)
		}
		return nil
	})
	return tests, err
}

// meta reads the comments that a test begins with.
func (t *wptTest) meta(file string) (variants []string, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(text)) {
		key, value, ok := strings.Cut(strings.TrimPrefix(line, "// META: "), "=")
		if !ok || !strings.HasPrefix(line, "// META: ") {
			continue
		}
		switch value = strings.TrimSpace(value); key {
		case "variant":
			variants = append(variants, value)
		case "timeout":
			t.long = value == "long"
		}
	}
	if len(variants) == 0 {
		variants = []string{""}
	}
	return variants, nil
}

// skips reads what Node says cannot run without a browser.
func (r *wptRun) skips(area wptArea) (func(file string) string, error) {
	var rules map[string]struct {
		Skip any `json:"skip"` // a reason, or true
	}
	text, err := os.ReadFile(filepath.Join(r.status, filepath.FromSlash(area.name)+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return func(string) string { return "" }, nil
	} else if err == nil {
		err = json.Unmarshal(text, &rules)
	}
	return func(file string) string {
		for pattern, rule := range rules {
			prefix, suffix, wild := strings.Cut(pattern, "*")
			if rule.Skip != nil && !onlyNode(fmt.Sprint(rule.Skip)) && (pattern == file || wild && strings.HasPrefix(file, prefix) && strings.HasSuffix(file, suffix)) {
				return fmt.Sprint("Node's status: ", rule.Skip)
			}
		}
		return ""
	}, err
}

// onlyNode tells the reasons that hold for Node and for no other runtime.
func onlyNode(reason string) bool {
	return strings.HasSuffix(reason, "encoding is not supported") || strings.Contains(reason, "decoder state handling bug")
}

// readCounts reads lines of a number and a name.
func readCounts(file string) (map[string]int, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for line := range strings.Lines(string(text)) {
		n, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if counts[name], err = strconv.Atoi(n); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return counts, nil
}

// writeCounts writes the lists of the areas that were run.
func writeCounts(counts map[string]map[string]int) error {
	for _, area := range wptAreas {
		files := counts[area.name]
		var lines []string
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if files[name] > 0 {
				lines = append(lines, fmt.Sprintf("%d %s", files[name], name))
			}
		}
		if len(lines) == 0 {
			continue
		}
		if err := writeList(area.listFile(), lines); err != nil {
			return err
		}
	}
	return nil
}
