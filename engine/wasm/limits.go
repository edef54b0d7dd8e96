package wasm

import "github.com/wjs-run/wjs/engine/editor"

// What a module may be at most: V8's own limits, where it has one.
// https://webassembly.github.io/spec/js-api/#limits
const (
	MaxModuleSize = 1 << 30
	MaxPages      = 1 << 16
	MaxTable      = 10_000_000

	maxTypes      = 1_000_000
	maxFuncs      = 1_000_000
	maxImports    = 1_000_000
	maxExports    = 1_000_000
	maxGlobals    = 1_000_000
	maxSegments   = 100_000
	maxTables     = 100
	maxParams     = 1000
	maxBody       = 7_654_321
	maxLocals     = 50_000
	maxBrTable    = 65_520
	codeFootprint = 12 // bytes that a compiled module takes per byte of its binary, about
)

// withinLimits refuses what would take the compiler out of proportion.
func withinLimits(m *editor.Module) error {
	for _, c := range []struct {
		what   string
		n, max int
	}{
		{"types", len(m.Types()), maxTypes},
		{"functions", m.NumFuncs(), maxFuncs},
		{"imports", len(m.Imports()), maxImports},
		{"exports", len(m.Exports()), maxExports},
		{"globals", m.NumGlobals(), maxGlobals},
		{"tables", len(m.Tables()), maxTables},
		{"data segments", len(m.Data()), maxSegments},
		{"element segments", len(m.Elements()), maxSegments},
	} {
		if c.n > c.max {
			return compileErrorf("%d %s, the maximum is %d", c.n, c.what, c.max)
		}
	}
	for i, t := range m.Types() {
		if len(t.Params) > maxParams || len(t.Results) > maxParams {
			return compileErrorf("type %d has more than %d parameters or results", i, maxParams)
		}
	}
	for i, t := range m.Tables() {
		if t.Min > MaxTable {
			return compileErrorf("initial table size (%d elements) is larger than implementation limit (%d elements)", t.Min, MaxTable)
		}
		if t.HasMax && t.Max < t.Min {
			return compileErrorf("maximum of table %d is below its initial size", i)
		}
	}
	for i := range m.Funcs() {
		fn := uint32(m.NumImportedFuncs() + i)
		body := m.Body(fn)
		if len(body) > maxBody {
			return compileErrorf("size %d > maximum function size %d", len(body), maxBody)
		}
		if n := editor.CountLocals(body); n > maxLocals {
			return compileErrorf("local count too large: function %d has %d locals", fn, n)
		}
	}
	return nil
}
