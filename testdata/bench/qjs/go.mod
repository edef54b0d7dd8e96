module github.com/wjs-run/wjs/testdata/bench/qjs

go 1.26

replace github.com/wjs-run/wjs/testdata/bench/harness => ../harness

require (
	github.com/fastschema/qjs v0.0.6
	github.com/wjs-run/wjs/testdata/bench/harness v0.0.0
)

require github.com/tetratelabs/wazero v1.9.0 // indirect
