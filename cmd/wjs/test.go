package main

import (
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wjs-run/wjs"
)

// testFlags are those of Node's test runner. A program that uses node:test
// without `wjs test` takes them too.
var testFlags = []nodeFlag{
	{"test-name-pattern", "", flagList, "run only tests whose names match this regular expression"},
	{"test-skip-pattern", "", flagList, "skip tests whose names match this regular expression"},
	{"test-only", "", flagBool, "run only tests that say `only`"},
	{"test-timeout", "", flagNumber, "the most time of a test in milliseconds"},
	{"test-reporter", "", flagList, "spec, tap, dot, junit, lcov, or a module"},
	{"test-reporter-destination", "", flagList, "stdout, stderr, or a file, for each reporter"},
	{"test-update-snapshots", "", flagBool, "write the snapshots anew"},
	{"test-concurrency", "", flagNumber, "files at once (default: processors less one)"},
	{"test-isolation", "", flagString, "process: a runtime for each file; none: one for all"},
	{"test-shard", "", flagString, "INDEX/TOTAL: run a part of the files"},
	{"test-global-setup", "", flagString, "a module with what comes before and after all files"},
	{"test-force-exit", "", flagBool, "end when the tests have, whatever is still open"},
	{"test-rerun-failures", "", flagString, "a file that remembers what passed, to run only the rest"},
	{"test-randomize", "", flagBool, "run files and tests in a random order"},
	{"test-random-seed", "", flagNumber, "the same order as another time"},
	{"experimental-test-module-mocks", "", flagBool, "define mock.module()"},
	{"experimental-test-tag-filter", "", flagList, "run only tests with this tag"},
	{"experimental-test-coverage", "", flagBool, "not supported: the run says so and fails"},
}

func newTest() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "test [flags] [PATTERN...]",
		Short: "Run files of tests (node:test)",
		Long: `Runs the files that the patterns name, each in a runtime of its own, or without
patterns: **/*.test.js, **/*-test.js, **/*_test.js, **/test-*.js, **/test.js and
**/test/**/*.js, also with the endings .mjs, .cjs, .ts, .mts, .cts.

The tests may read the current directory, and do nothing else that no flag allows.`,
		Example: `  wjs test
  wjs test -A --test-name-pattern=login 'src/**/*.test.ts'
  wjs test --watch`,
		RunE: func(cmd *cobra.Command, args []string) error {
			opts, err := f.options("", nil)
			if err != nil {
				return err
			}
			if !f.all {
				opts.Permissions.Read = []string{opts.Dir}
			}
			opts.Flags["test"] = true
			opts.Limits.Isolates = testConcurrency(opts.Flags)
			patterns := make([]string, len(args))
			for i, a := range args {
				patterns[i] = filepath.ToSlash(a)
			}
			return with(cmd.Context(), opts, func(r *wjs.Runtime) error { return r.RunTests(cmd.Context(), patterns) })
		},
	}
	f.register(cmd.Flags())
	showTestFlags(cmd.Flags())
	f.node.add(cmd.Flags(), []nodeFlag{{"watch", "", flagBool, "run files again when they or what they import has changed"}})
	return cmd
}

// testConcurrency is how many files the flags want to run at once.
func testConcurrency(flags map[string]any) int {
	if n, ok := flags["test-concurrency"].(int64); ok && n > 0 {
		return int(n)
	}
	return max(runtime.NumCPU()-1, 1)
}

func showTestFlags(set *pflag.FlagSet) {
	for _, t := range testFlags {
		set.Lookup(t.name).Hidden = false
	}
}
