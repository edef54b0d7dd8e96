module github.com/wjs-run/wjs/testdata/bench/wjs

go 1.26.0

replace (
	github.com/wjs-run/wjs => ../../..
	github.com/wjs-run/wjs/testdata/bench/harness => ../harness
)

require (
	github.com/wjs-run/wjs v0.0.0
	github.com/wjs-run/wjs/testdata/bench/harness v0.0.0
)

require (
	github.com/clipperhouse/uax29/v2 v2.7.0 // indirect
	github.com/evanw/esbuild v0.28.2 // indirect
	github.com/fastschema/qjs v0.0.6 // indirect
	github.com/go-sourcemap/sourcemap v2.1.4+incompatible // indirect
	github.com/tetratelabs/wazero v1.12.0 // indirect
	golang.org/x/net v0.62.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)
