package engine

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wjs-run/wjs/engine/guest"
)

// TestTest262 runs the language and built-ins tests of a checkout of
// tc39/test262, named by WJS_TEST262, in quickjs-ng's own configuration:
// testdata/test262/features.txt has the features that it takes part in,
// native.txt what native quickjs-ng 0.10.1 fails at, and differs.txt where this
// guest is known to differ, each with its reason. WJS_TEST262_ONLY and
// WJS_TEST262_SKIP are regular expressions of paths; WJS_TEST262_OUT names a file
// for the failures. WJS_TEST262_BYTECODE has the tests run from bytecode.
//
// native.txt was made with quickjs-ng's run-test262 -a and an empty list of known
// errors, on the revision of test262 that its v0.10.1 pins, cba890ee.
func TestTest262(t *testing.T) {
	dir := os.Getenv("WJS_TEST262")
	if dir == "" {
		t.Skip("set WJS_TEST262 to a checkout of tc39/test262")
	}
	c := newConformance(t, dir)
	only := regexp.MustCompile(os.Getenv("WJS_TEST262_ONLY"))
	skip := regexp.MustCompile(cmp.Or(os.Getenv("WJS_TEST262_SKIP"), "^$"))
	var files []string
	for _, part := range []string{"language", "built-ins", "annexB", "harness"} {
		_ = filepath.WalkDir(filepath.Join(dir, "test", part), func(p string, _ os.DirEntry, err error) error {
			rel, _ := filepath.Rel(filepath.Join(dir, "test"), p)
			if rel = filepath.ToSlash(rel); err == nil && strings.HasSuffix(p, ".js") && !strings.Contains(p, "_FIXTURE") && only.MatchString(rel) && !skip.MatchString(rel) && !excluded(rel) {
				files = append(files, rel)
			}
			return nil
		})
	}
	work := make(chan string)
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			for file := range work {
				c.run(file)
			}
		})
	}
	for i, file := range files {
		work <- file
		if i%5000 == 4999 {
			t.Logf("%s %d of %d files", time.Now().Format(time.TimeOnly), i+1, len(files))
		}
	}
	close(work)
	wait.Wait()
	c.report(only.String() == "" && skip.String() == "^$")
}

// excluded are files that quickjs-ng leaves out: what it has not implemented of
// the v flag, and what contradicts Function.prototype.caller, which it has.
func excluded(rel string) bool {
	switch rel {
	case "built-ins/Function/prototype/restricted-property-caller.js",
		"built-ins/Function/prototype/restricted-property-arguments.js",
		"built-ins/ThrowTypeError/unique-per-realm-function-proto.js":
		return true
	}
	return excludedV.MatchString(rel)
}

var excludedV = regexp.MustCompile(`^built-ins/RegExp/(property-escapes/generated/strings/(Basic_Emoji|Emoji_Keycap|RGI_Emoji)|` +
	`unicodeSets/generated/([a-z-]+-(difference|intersection|union)-|rgi-emoji-1[345]\.[01]\.js))`)

type conformance struct {
	t           *testing.T
	dir         string
	engine      *Engine
	raw, loaded *Snapshot // without and with assert.js and sta.js
	features    map[string]bool
	native      map[string]bool
	differs     []difference

	mu      sync.Mutex
	harness map[string]string
	failed  map[string]string
	ran     map[string]bool
	skipped int
}

// difference explains failures whose name begins with prefix.
type difference struct {
	prefix, reason string
	used           int
}

func newConformance(t *testing.T, dir string) *conformance {
	c := &conformance{t: t, dir: dir, engine: testEngine(t), features: map[string]bool{}, native: map[string]bool{},
		harness: map[string]string{}, failed: map[string]string{}, ran: map[string]bool{}}
	for _, line := range listed(t, "features.txt") {
		c.features[line] = true
	}
	for _, line := range listed(t, "native.txt") {
		c.native[line] = true
	}
	for _, line := range listed(t, "differs.txt") {
		prefix, reason, ok := strings.Cut(line, ": ")
		if !ok {
			t.Fatalf("differs.txt: no reason in %q", line)
		}
		c.differs = append(c.differs, difference{prefix: prefix, reason: reason})
	}
	r := &realmHost{c: c}
	iso := newIsolate(t, r.hooks(), Limits{})
	if err := r.install(iso); err != nil {
		t.Fatal(describe(iso, err))
	}
	var err error
	if c.raw, err = iso.Freeze(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sta.js", "assert.js"} {
		if _, err := iso.Eval(c.include(name), name); err != nil {
			t.Fatal(describe(iso, err))
		}
	}
	if c.loaded, err = iso.Freeze(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.raw.Close(); c.loaded.Close() })
	return c
}

func listed(t *testing.T, name string) (lines []string) {
	f, err := os.Open("testdata/test262/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if line := s.Text(); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	return lines
}

func (c *conformance) include(name string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	text, ok := c.harness[name]
	if !ok {
		b, err := os.ReadFile(filepath.Join(c.dir, "harness", name))
		if err != nil {
			c.t.Error(err)
		}
		text = string(b)
		c.harness[name] = text
	}
	return text
}

// run runs the test in each of its modes.
func (c *conformance) run(rel string) {
	b, err := os.ReadFile(filepath.Join(c.dir, "test", filepath.FromSlash(rel)))
	if err != nil {
		c.t.Error(err)
		return
	}
	meta := parseMeta(string(b))
	for _, f := range meta.features {
		if !c.features[f] {
			c.mu.Lock()
			c.skipped++
			c.mu.Unlock()
			return
		}
	}
	var modes []string
	switch {
	case meta.flags["module"]:
		modes = []string{"module"}
	case meta.flags["onlyStrict"]:
		modes = []string{"strict"}
	case meta.flags["noStrict"], meta.flags["raw"]:
		modes = []string{"sloppy"}
	default:
		modes = []string{"sloppy", "strict"}
	}
	for _, mode := range modes {
		failure := c.runMode(rel, string(b), meta, mode)
		c.mu.Lock()
		c.ran[rel+" "+mode] = true
		if failure != "" {
			c.failed[rel+" "+mode] = failure
		}
		c.mu.Unlock()
	}
}

// testTime is how long a test may take.
const testTime = 60 * time.Second

func (c *conformance) runMode(rel, source string, meta testMeta, mode string) (failure string) {
	r := &realmHost{c: c, main: rel}
	snapshot := c.loaded
	if meta.flags["raw"] {
		snapshot = c.raw
	}
	iso, err := c.engine.Clone(context.Background(), snapshot, r.hooks(), Limits{})
	if err != nil {
		return err.Error()
	}
	defer iso.Close()
	iso.SetDeadline(time.Now().Add(testTime))
	if !meta.flags["raw"] {
		for _, name := range meta.includes {
			if _, err := iso.Eval(c.include(name), name); err != nil {
				return name + ": " + describe(iso, err)
			}
		}
		if meta.flags["async"] {
			if _, err := iso.Eval(c.include("doneprintHandle.js"), "doneprintHandle.js"); err != nil {
				return describe(iso, err)
			}
		}
	}
	err = r.evaluate(iso, rel, source, mode, meta.flags["async"])
	switch {
	case err == nil && meta.negative:
		return "no error"
	case err == nil:
		return ""
	case !meta.negative:
		return describe(iso, err)
	}
	thrown, ok := err.(*ThrownError)
	if !ok {
		return err.Error()
	}
	name := iso.nameOf(thrown.Value)
	if meta.negativeType != "" && name != meta.negativeType {
		return fmt.Sprintf("threw %s, not %s", name, meta.negativeType)
	}
	return ""
}

// nameOf is what String(error) begins with.
func (iso *Isolate) nameOf(v Value) string {
	fn, err := iso.Global("String")
	if err != nil {
		return ""
	}
	text, err := iso.Call(fn, Undefined, v)
	if err != nil {
		return ""
	}
	s, _ := iso.String(text)
	name, _, _ := strings.Cut(s, ":")
	return name
}

// realmHost is the host of one test.
type realmHost struct {
	c       *conformance
	main    string // the test's path
	realms  []Realm
	done    int // calls of $DONE
	failure string
}

const (
	hostPrint = iota + 1
	hostEval
	hostRealm
	hostHide
	hostHidden
	hostGC
)

// realmSource installs the host's object. A host without threads has no agents.
const realmSource = `((host, index) => {
  const transfer = Function.prototype.call.bind(ArrayBuffer.prototype.transfer);
  const IsHTMLDDA = host.IsHTMLDDA;
  host.hide(IsHTMLDDA);
  const refuse = () => { throw new Error('this host has no agents') };
  globalThis.print = host.print;
  Object.defineProperty(globalThis, '$262', { configurable: true, writable: true, value: {
    global: globalThis, IsHTMLDDA,
    evalScript: (source) => host.evaluate(index, source),
    createRealm: () => host.createRealm(),
    detachArrayBuffer: (buffer) => { transfer(buffer); return null },
    gc: () => host.gc(),
    agent: { start: refuse, broadcast: refuse, getReport: refuse, sleep: refuse, monotonicNow: refuse },
  } });
  return $262;
})`

func (r *realmHost) hooks() Hooks {
	return Hooks{Call: r.call, ResolveModule: func(_ *Isolate, base, name string) (string, bool) {
		if strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../") {
			if strings.HasPrefix(base, "<") { // eval
				base = r.main
			}
			return path.Join(path.Dir(base), name), true
		}
		return name, true
	}, LoadModule: func(iso *Isolate, name string) (Module, bool) {
		b, err := os.ReadFile(filepath.Join(r.c.dir, "test", filepath.FromSlash(name)))
		if err != nil {
			return 0, r.rethrow(iso, iso.rangeError("no module "+name))
		}
		m, err := r.compileModule(iso, string(b), name)
		return m, err == nil || r.rethrow(iso, err)
	}}
}

func (r *realmHost) compileModule(iso *Isolate, source, name string) (Module, error) {
	if os.Getenv("WJS_TEST262_BYTECODE") == "" {
		return iso.CompileModule(source, name, Undefined)
	}
	b, err := iso.CompileBytecode(NewText(TextModule, source))
	if errors.Is(err, ErrText) {
		return iso.CompileModule(source, name, Undefined)
	}
	if err != nil {
		return 0, err
	}
	return iso.LoadModule(iso.Main(), b, name, Undefined)
}

func (r *realmHost) rethrow(iso *Isolate, err error) bool {
	iso.rethrow(err)
	return false
}

func (r *realmHost) install(iso *Isolate) error {
	_, err := r.newRealm(iso, iso.Main())
	return err
}

func (r *realmHost) newRealm(iso *Isolate, realm Realm) (Value, error) {
	host, err := iso.NewObject()
	if err != nil {
		return Undefined, err
	}
	for name, id := range map[string]int{"print": hostPrint, "evaluate": hostEval, "createRealm": hostRealm, "hide": hostHide, "IsHTMLDDA": hostHidden, "gc": hostGC} {
		fn, err := iso.NewFunction(name, 1, id)
		if err != nil {
			return Undefined, err
		}
		if err := iso.Set(host, name, fn); err != nil {
			return Undefined, err
		}
	}
	install, err := iso.EvalIn(realm, realmSource, "$262")
	if err != nil {
		return Undefined, err
	}
	index := 0 // 0 is the main realm, also in clones
	if realm != iso.Main() {
		r.realms = append(r.realms, realm)
		index = len(r.realms)
	}
	return iso.Call(install, Undefined, host, Int(int32(index)))
}

func (r *realmHost) call(iso *Isolate, id int, _ Value, args Args) Value {
	var v Value
	var err error
	switch id {
	case hostPrint:
		text, _ := iso.String(args.At(0))
		switch {
		case text == "Test262:AsyncTestComplete":
			r.done++
		case strings.HasPrefix(text, "Test262:AsyncTestFailure"):
			r.done, r.failure = 2, text
		}
		return Undefined
	case hostEval:
		index, _ := args.At(0).Int32()
		realm := iso.Main()
		if index > 0 {
			realm = r.realms[index-1]
		}
		source, _ := iso.String(args.At(1))
		v, err = iso.EvalIn(realm, source, "evalScript")
	case hostRealm:
		var anchor Value
		if anchor, _, err = iso.NewRealm(); err == nil {
			realm, _ := iso.RealmOf(anchor)
			v, err = r.newRealm(iso, realm)
		}
	case hostHide:
		const isHTMLDDA = 1 << 7
		iso.view(args.At(0).ptr()+guest.ObjectFlags, 1)[0] |= isHTMLDDA
		return Undefined
	case hostHidden:
		return Null
	case hostGC:
		iso.store32(iso.runtime+guest.RuntimeGCThreshold, 0) // the next object collects
		return Undefined
	}
	if err != nil {
		iso.rethrow(err)
		return Exception
	}
	return v
}

func (r *realmHost) evaluate(iso *Isolate, rel, source, mode string, async bool) (err error) {
	promise := Undefined
	if mode != "module" && os.Getenv("WJS_TEST262_BYTECODE") != "" {
		if mode == "strict" {
			source = "'use strict';" + source
		}
		mode = "bytecode"
	}
	switch mode {
	case "module":
		m, err := r.compileModule(iso, source, rel)
		if err != nil {
			return err
		}
		if promise, err = iso.EvaluateModule(m); err != nil {
			return err
		}
	case "bytecode":
		b, err := iso.CompileBytecode(NewText(TextScript, source))
		if errors.Is(err, ErrText) {
			return iso.Check(source, rel)
		}
		if err != nil {
			return err
		}
		code, err := iso.LoadScript(iso.Main(), b, rel)
		if err == nil {
			_, err = iso.RunScript(code)
		}
		if err != nil {
			return err
		}
	case "strict":
		_, err = iso.EvalStrict(source, rel)
	default:
		_, err = iso.Eval(source, rel)
	}
	if err != nil {
		return err
	}
	if async || mode == "module" {
		for more := true; more; {
			if more, err = iso.RunJob(); err != nil {
				return err
			}
		}
	}
	switch state, result, _ := iso.Promise(promise); {
	case async && r.done != 1:
		return fmt.Errorf("$DONE was not called once: %d %s", r.done, r.failure)
	case async || mode != "module" || state == Fulfilled:
		return nil
	case state == Rejected:
		return &ThrownError{Value: result}
	}
	return fmt.Errorf("the module's promise is pending")
}

// testMeta is what the front matter of a test says.
type testMeta struct {
	flags              map[string]bool
	includes, features []string
	negative           bool
	negativeType       string
}

var frontMatter = regexp.MustCompile(`(?s)/\*---(.*?)---\*/`)

func parseMeta(source string) (meta testMeta) {
	meta.flags = map[string]bool{}
	match := frontMatter.FindStringSubmatch(source)
	if match == nil {
		return meta
	}
	key := ""
	for line := range strings.Lines(strings.ReplaceAll(match[1], "\r", "\n")) {
		line = strings.TrimRight(line, "\n ")
		value := strings.TrimSpace(line)
		if line != "" && line[0] != ' ' && line[0] != '-' {
			key, value, _ = strings.Cut(value, ":")
			value = strings.TrimSpace(value)
			if key == "negative" {
				meta.negative = true
			}
		}
		if key == "negative" {
			if name, ok := strings.CutPrefix(value, "type:"); ok {
				meta.negativeType = strings.TrimSpace(name)
			}
			continue
		}
		var words []string
		if rest, ok := strings.CutPrefix(value, "- "); ok {
			words = []string{strings.TrimSpace(rest)}
		} else if strings.HasPrefix(value, "[") {
			words = strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("[], ", r) })
		} else if value != "" && key != "description" && key != "info" && key != "esid" && strings.HasSuffix(value, "]") {
			words = strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("[], ", r) })
		}
		switch key {
		case "flags":
			for _, w := range words {
				meta.flags[w] = true
			}
		case "includes":
			meta.includes = append(meta.includes, words...)
		case "features":
			meta.features = append(meta.features, words...)
		}
	}
	return meta
}

// report compares with native quickjs-ng. A whole run also finds what is listed
// and no longer so.
func (c *conformance) report(whole bool) {
	explained, better := 0, 0
	var surprises []string
	for name, failure := range c.failed {
		if c.native[name] {
			continue
		}
		if c.explain(name) {
			explained++
			continue
		}
		surprises = append(surprises, name+": "+strings.ReplaceAll(failure, "\n", " | "))
	}
	for name := range c.native {
		if !c.ran[name] || c.failed[name] != "" {
			continue
		}
		if better++; !c.explain(name) {
			surprises = append(surprises, name+": passes, and fails in native quickjs-ng")
		}
	}
	sort.Strings(surprises)
	for i, s := range surprises {
		if i == 100 {
			c.t.Errorf("… and %d more", len(surprises)-i)
			break
		}
		c.t.Errorf("%.300s", s)
	}
	for _, d := range c.differs {
		if whole && d.used == 0 {
			c.t.Errorf("differs.txt: nothing begins with %s", d.prefix)
		}
	}
	c.t.Logf("%d runs, %d failures, of which %d explained; %d passes where native quickjs-ng fails; %d surprises; %d files skipped",
		len(c.ran), len(c.failed), explained, better, len(surprises), c.skipped)
	if out := os.Getenv("WJS_TEST262_OUT"); out != "" {
		var lines []string
		for name, failure := range c.failed {
			lines = append(lines, name+": "+strings.ReplaceAll(failure, "\n", " | "))
		}
		slices.Sort(lines)
		if err := os.WriteFile(out, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			c.t.Error(err)
		}
	}
}

func (c *conformance) explain(name string) bool {
	for i := range c.differs {
		if strings.HasPrefix(name, c.differs[i].prefix) {
			c.differs[i].used++
			return true
		}
	}
	return false
}
