// Command conformance runs public test suites against wjs, side by side with
// nothing but their own expectations. The suites are not in this repository:
//
//	conformance node DIR   Node.js's own tests (a checkout with test/parallel)
//	conformance wpt DIR    the web-platform-tests that Node.js keeps beside them
//
// It prints a table by module. What passes is kept in testdata/conformance; a
// test of that list which fails is a regression, and the exit code says so.
package main

import (
	"fmt"
	"os"
)

// suites are the commands, each in a file of its own.
var suites = map[string]func(args []string) error{
	"node": runNode,
	"wpt":  runWPT,
}

func main() {
	if len(os.Args) < 2 || suites[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: conformance node|wpt [flags] DIR")
		os.Exit(2)
	}
	if err := suites[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}
