package engine

import (
	"context"
	"fmt"
	"testing"
)

// What programs compute, what they throw and how much fuel they spend is the
// same on wazero's interpreter as in machine code.
func TestInterpreterAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	sources := map[string]string{
		"text":  "[0.1 + 0.2, -0, NaN, 2 ** 53, 1e21, 'é€😀\\ud800', [3, 1, 2].sort(), JSON.stringify({ a: [1, 'x'] }), 12n ** 30n].map(String).join()",
		"error": "(() => { try { null.x } catch (e) { return e.name + e.message } })()",
		"stack": "(() => { let n = 0; const f = () => { n++; f() }; try { f() } catch (e) { return e.name } })()",
		"nan":   "new Float64Array([NaN, -NaN, 0 / 0, Infinity - Infinity]).map((x) => Math.sqrt(x)).join()",
		"math":  "[Math.sin(1e6), Math.exp(1.5), Math.pow(2.5, 3.1), Math.atan2(1, -3), Math.cbrt(7), Math.fround(1.1)].join()",
	}
	for _, w := range workloads {
		sources[w.name] = w.source + "; run() + ''"
	}
	results := [2]map[string]string{{}, {}}
	for i, interpret := range []bool{false, true} {
		e, err := New(context.Background(), Config{System: testSystem, Interpreter: interpret})
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		for name, source := range sources {
			iso, err := e.NewIsolate(context.Background(), Hooks{}, Limits{Stack: minStack})
			if err != nil {
				t.Fatal(err)
			}
			v, err := iso.Eval(source, "agree.js")
			if err != nil {
				t.Fatal(name, describe(iso, err))
			}
			text, _ := iso.String(v)
			results[i][name] = fmt.Sprintf("%s with %d units of fuel", text, iso.Fuel())
			iso.Free(v)
			if err := iso.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	for name, compiled := range results[0] {
		if results[1][name] != compiled {
			t.Errorf("%s: compiled %s, interpreted %s", name, compiled, results[1][name])
		}
	}
}
