package wjs

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/calltest"
	"github.com/wjs-run/wjs/wasi"
)

// ending are the ops that are there to end the isolate or to keep it waiting.
var ending = map[string]bool{
	"process.exit": true, "process.abort": true, "errors.fatal": true, "util.sleep": true,
	"timers.scheduleTimer": true, "timers.toggleTimerRef": true, "timers.toggleImmediateRef": true,
}

var wanted = regexp.MustCompile(`argument (\d+) of \S+ must be (.*)`)

// fillers are values by what an op says that it wants.
func filler(want string) string {
	switch {
	case strings.Contains(want, "array of"):
		return "[]"
	case strings.Contains(want, "integer"), strings.Contains(want, "number"):
		return "0"
	case strings.Contains(want, "string"):
		return "''"
	case strings.Contains(want, "boolean"):
		return "false"
	case strings.Contains(want, "view"), strings.Contains(want, "buffer"), strings.Contains(want, "Buffer"), strings.Contains(want, "Array"):
		return "new Uint8Array(8)"
	}
	return "{}"
}

// fill learns from an op's own complaints what it takes, so that what the op
// does is reached, and not its decoder alone. The first argument is given.
func fill(g *calltest.Guest, op hostcalls.OpInfo, first string) (args []string, answer string) {
	for range op.Length {
		args = append(args, "undefined")
	}
	if op.Length > 0 && first != "" {
		args[0] = first
	}
	last := len(args) - 1
	for range 3 * (op.Length + 1) {
		switch {
		case op.Async:
			answer = g.Run(`later((req) => ` + call(op.Name, strings.Join(append(args[:last:last], "req"), ", ")) + `)`)
		case op.Work:
			answer = g.Run(`log(attempt(() => ` + call(op.Name, strings.Join(args[:last], ", ")) + `))`)
		default:
			answer = g.Run(`log(attempt(() => ` + call(op.Name, strings.Join(args, ", ")) + `))`)
		}
		m := wanted.FindStringSubmatch(answer)
		if m == nil {
			return args, answer
		}
		n, _ := strconv.Atoi(m[1])
		if n < 1 || n > len(args) || first != "" && n == 1 {
			return args, answer
		}
		args[n-1] = filler(m[2])
	}
	return args, answer
}

// Numbers that are none, numbers of what is closed, and numbers of something
// else: an op on what the guest holds says so, and does nothing.
func TestForgedNumbers(t *testing.T) {
	dir := folder(t)
	g := everything(t, dir, wasi.AllowAll())
	// 3 is a file, 4 a directory, 5 a server, 6 a watch; 7 was a file.
	g.Run(`
		fs.open(P, 0, 0); fs.opendir(D); http.listen('127.0.0.1', 0, 16, 8192); signal.start(12);
		fs.close(fs.open(P, 0, 0));
	`)
	const file, folder, server, watch = "3", "4", "5", "6"
	fits := func(op, id string) bool {
		switch {
		case strings.HasPrefix(op, "handles."):
			return true // they answer for all
		case strings.HasPrefix(op, "fs."):
			return id == file || id == folder
		case strings.HasPrefix(op, "http."):
			return id == server
		case strings.HasPrefix(op, "signal."):
			return id == watch
		}
		return false
	}
	forged := []string{"-1", "-2147483648", "7", "8", "2147483647", "1e9", "2**53", "-(2**53)", "NaN", "1.5", "'3'", "{}", "null", "undefined", "[3]", "3n", "Symbol.iterator",
		"{ valueOf() { return 3 } }", "new Proxy({}, {})", file, folder, server, watch}
	for _, op := range registry.Info() {
		if op.Reach != hostcalls.Holds || op.Length == 0 || op.Name == "handles.activeResources" {
			continue
		}
		for _, id := range forged {
			if fits(op.Name, id) {
				continue
			}
			args, answer := fill(g, op, id)
			if answer != "false" && !strings.HasPrefix(answer, "threw\tEBADF") && !strings.HasPrefix(answer, "threw\tERR_") {
				t.Errorf("%s(%s) answered %q", op.Name, strings.Join(args, ", "), answer)
			}
		}
	}
	// What is held is held still.
	if got := g.Run(`log(attempt(() => fs.fstat(3, false)), attempt(() => http.connectionCount(5)), attempt(() => handles.hasRef(6)))`); strings.Contains(got, "threw") {
		t.Errorf("something was taken away: %s", got)
	}
	if got := g.Run(`log(attempt(() => fs.close(3)), attempt(() => fs.close(3)).slice(0, 11))`); got != "undefined threw\tEBADF" {
		t.Errorf("closing twice: %q", got)
	}
}

// Another isolate's number means nothing here, though the host is the same.
func TestForeignNumbers(t *testing.T) {
	dir := folder(t)
	a, b := everything(t, dir, wasi.AllowAll()), everything(t, dir, wasi.AllowAll())
	if got := a.Run(`log(fs.open(P, 0, 0))`); got != "3" {
		t.Fatal(got)
	}
	if got := b.Run(`log(attempt(() => fs.readDescriptor(3)))`); !strings.HasPrefix(got, "threw\tEBADF") {
		t.Errorf("a file of another isolate: %q", got)
	}
}

// nasty are arguments that are not what they seem.
const nasty = `
	globalThis.nasty = [
		() => undefined, () => null, () => true, () => 0, () => -0, () => -1, () => 1, () => 3, () => 4, () => NaN, () => Infinity, () => -Infinity, () => 1.5,
		() => 2**31, () => -(2**31), () => 2**32, () => 2**53, () => 1e308, () => 10n, () => -(2n**64n), () => 2n**64n,
		() => '', () => 'x', () => '\0', () => 'a\0b', () => '\ud800', () => '\udfff\ud800', () => 'é'.repeat(100), () => 'x'.repeat(70000), () => '../../etc/passwd', () => '/proc/self/environ',
		() => 'utf8', () => 'sha256', () => 'http://127.0.0.1:1/', () => '%2e%2e', () => '\r\n\r\n', () => '/'.repeat(5000), () => '[', () => '(', () => '{"a":',
		() => Symbol.iterator, () => ({}), () => [], () => [1, 2, 3], () => ['a', {}, null], () => new Array(100), () => function () {}, () => class {}, () => async () => {},
		() => new Uint8Array(0), () => new Uint8Array(8), () => new Uint8Array(1000).subarray(3, 900), () => new Float64Array(4), () => new DataView(new ArrayBuffer(10), 2), () => new BigInt64Array(2),
		() => new ArrayBuffer(16), () => new SharedArrayBuffer(16),
		() => { const b = new ArrayBuffer(16), v = new Uint8Array(b); b.transfer(); return v; },
		() => { const b = new ArrayBuffer(16, { maxByteLength: 64 }), v = new Uint8Array(b, 8); b.resize(4); return v; },
		() => { const b = new ArrayBuffer(16, { maxByteLength: 64 }), v = new Uint8Array(b); b.resize(64); return v; },
		() => new Proxy([], {}), () => new Proxy(() => {}, {}), () => new Proxy({}, { get() { throw new Error('trap'); } }),
		() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; },
		() => ({ get length() { throw new Error('length'); } }), () => ({ length: 2**32, 0: 'x' }), () => ({ valueOf() { throw new Error('valueOf'); } }), () => ({ toString() { throw new Error('toString'); } }),
		() => ({ get oncomplete() { throw new Error('oncomplete'); } }), () => ({ oncomplete: 1 }), () => ({ oncomplete() { throw new Error('completed'); } }),
		() => Object.create(null), () => new Date(NaN), () => /x/g, () => new Map([[1, 2]]), () => new WeakMap(), () => Promise.resolve(1), () => new Error('x'), () => globalThis, () => new String('boxed'), () => Object(1n),
	];
	const { line } = logger;
	globalThis.poke = (binding, op, picks) => {
		line(binding + '.' + op + '(' + picks + ')');
		try { globalThis[binding][op](...picks.map((i) => nasty[i]())); } catch (e) { if (e instanceof Error && /panic|runtime error|goroutine/.test(e.message)) line('! ' + e.message); }
	};
`

const nastyCount = 81

// Whatever is passed through the gate, the isolate lives, and Go does not panic.
func FuzzGate(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	for i := range 2 {
		f.Add(uint64(i), uint64(4))
	}
	var ops []hostcalls.OpInfo
	for _, op := range registry.Info() {
		if !ending[op.Name] && !strings.HasPrefix(op.Name, "embed.") { // which wants a Runtime
			ops = append(ops, op)
		}
	}
	dir := ""
	f.Fuzz(func(t *testing.T, a, b uint64) {
		if dir == "" {
			dir = t.TempDir()
		}
		rng := rand.New(rand.NewPCG(a, b))
		g := everything(t, dir, wasi.AllowEvery(wasi.KindEnv))
		if got := g.Run(nasty + `log(nasty.length)`); got != strconv.Itoa(nastyCount) {
			t.Fatalf("%s values", got)
		}
		var script strings.Builder
		for range 30 { // an input that takes 10 s counts as hung, also on a busy machine
			op := ops[rng.IntN(len(ops))]
			binding, name, _ := strings.Cut(op.Name, ".")
			picks := make([]string, rng.IntN(op.Length+2))
			for i := range picks {
				picks[i] = strconv.Itoa(rng.IntN(nastyCount))
			}
			fmt.Fprintf(&script, "poke(%q, %q, [%s]);\n", binding, name, strings.Join(picks, ","))
		}
		got, err := g.TryRunFor(script.String(), 100*time.Millisecond)
		lines := strings.Split(got, "\n")
		if last := lines[len(lines)-1]; g.Iso.Dead() != nil {
			t.Fatalf("%s: %v", last, err)
		}
		for _, line := range lines {
			if strings.Contains(line, "!") {
				t.Errorf("%s", line)
			}
		}
	})
}
