// Command wjs runs JavaScript and TypeScript the way Node.js does, in a sandbox
// that denies by default. It turns flags into wjs.Options and has no logic of
// its own.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/wjs-run/wjs"
)

// Exit codes beside those of Node.js.
const (
	exitUsage   = 9   // Node's: invalid argument
	exitTimeout = 124 // as timeout(1)
	exitTrap    = 134 // as a process that aborted
	exitKilled  = 137 // as a process that was killed for its memory
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // a closed pipe is an EPIPE to the program
	// Other signals are the program's, and end it where it does not listen.
	os.Exit(report(newRoot().ExecuteContext(context.Background())))
}

// report prints what the user has to know and returns the exit code.
func report(err error) int {
	var (
		exit     *wjs.ExitError
		uncaught *wjs.UncaughtError
		timeout  *wjs.TimeoutError
		memory   *wjs.MemoryLimitError
		fuel     *wjs.FuelError
		trap     *wjs.TrapError
		cpu      *wjs.CPUError
		usage    *usageError
	)
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.Code
	case errors.As(err, &uncaught): // its text was printed when it happened
		return uncaught.ExitCode
	case errors.As(err, &timeout):
		fmt.Fprintf(os.Stderr, "wjs: the program was ended: it took longer than --timeout %v\n", timeout.Timeout)
		return exitTimeout
	case errors.As(err, &fuel):
		fmt.Fprintf(os.Stderr, "wjs: the program was ended: it used more than --fuel %d\n", fuel.Limit)
		return exitTimeout
	case errors.As(err, &cpu):
		fmt.Fprintf(os.Stderr, "wjs: the program was ended: it computed for longer than --cpu %v\n", cpu.Limit)
		return exitTimeout
	case errors.As(err, &memory):
		fmt.Fprintf(os.Stderr, "wjs: the program was ended: it needs more memory than %d MiB; raise it with --memory\n", memory.Limit>>20)
		return exitKilled
	case errors.As(err, &trap):
		fmt.Fprintln(os.Stderr, trap.Error())
		return exitTrap
	case errors.As(err, &usage):
		fmt.Fprintln(os.Stderr, "wjs: "+usage.Error())
		return exitUsage
	}
	fmt.Fprintln(os.Stderr, "wjs: "+err.Error())
	return 1
}

// usageError is a command line that cannot be understood.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() + "\nSee `wjs --help`." }

// usage makes a usage error of what a check of arguments finds.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &usageError{err}
		}
		return nil
	}
}

func (e *usageError) Unwrap() error { return e.err }
