module github.com/wjs-run/wjs/testdata/bench/harness

go 1.26
