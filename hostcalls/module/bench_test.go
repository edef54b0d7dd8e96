package module

import (
	"os"
	"strings"
	"testing"
)

// program for the benchmarks: a file named by PROGRAM, or one that is made.
func benchSource(b *testing.B) string {
	if name := os.Getenv("PROGRAM"); name != "" {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		return string(text)
	}
	return strings.Repeat("exports.f = function (a, b) { if (a) { return `x${b}` + /x'/g.exec(a) } else { module.exports.g = { a, b: 1 } } };\n", 2000)
}

func benchmark(b *testing.B, f func(string)) {
	src := benchSource(b)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		f(src)
	}
}

func BenchmarkExportsOf(b *testing.B)   { benchmark(b, func(s string) { exportsOf(s) }) }
func BenchmarkScanProgram(b *testing.B) { benchmark(b, func(s string) { scanProgram(s) }) }
func BenchmarkOutline(b *testing.B)     { benchmark(b, func(s string) { newAnalysed(s) }) }
