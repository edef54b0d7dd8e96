package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/reeflective/readline"
	"github.com/spf13/cobra"

	"github.com/wjs-run/wjs"
)

func newREPL() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "repl [flags]",
		Short: "Try out JavaScript line by line",
		Long: `A prompt that evaluates what you enter: several lines where brackets are open,
await at the top level, Tab to complete, _ for the last value and _error for the
last error. History is kept beside the cache. .help lists the commands.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return runREPL(cmd.Context(), &f) },
	}
	f.register(cmd.Flags())
	return cmd
}

const replHelp = `.break    give up the text begun so far (as Ctrl-C)
.clear    begin again with fresh globals
.exit     leave (as Ctrl-D)
.help     this list
.load F   run the lines of a file
.save F   write what was entered to a file`

// repl is one session at the terminal.
type repl struct {
	flags   *runFlags
	in      editor
	entered []string
}

// editor reads one text, which may be of several lines.
type editor interface {
	Readline() (string, error)
}

var errRestart = errors.New("restart")

func runREPL(ctx context.Context, f *runFlags) error {
	opts, err := f.options("", nil)
	if err != nil {
		return err
	}
	tty := isTerminal(os.Stdin) && isTerminal(os.Stdout)
	if tty {
		opts.Stdin = nil // the prompt reads it
		fmt.Printf("wjs %s (Node.js %s). Type .help for help.\n", wjs.Version, wjs.NodeVersion)
	}
	r := &repl{flags: f}
	lines := newLines(os.Stdin) // one for all sessions: it reads ahead
	for {
		err := with(ctx, opts, func(rt *wjs.Runtime) error {
			s, err := rt.NewSession(ctx, tty && os.Getenv("NO_COLOR") == "")
			if err != nil {
				return err
			}
			if tty {
				r.in = lineEditor(s)
			} else {
				r.in = &pipe{in: lines, s: s}
			}
			return r.loop(ctx, s)
		})
		var timeout *wjs.TimeoutError
		var dead *wjs.DeadError
		switch {
		case errors.Is(err, errRestart):
		case tty && (errors.As(err, &timeout) || errors.As(err, &dead)):
			fmt.Fprintf(os.Stderr, "%v; the session begins again\n", err)
		default:
			return err
		}
	}
}

// loop reads and evaluates until the end of input.
func (r *repl) loop(ctx context.Context, s *wjs.Session) error {
	for {
		line, err := r.read(ctx, s)
		switch {
		case errors.Is(err, readline.ErrInterrupt):
			fmt.Println("(to leave, press Ctrl-D or type .exit)")
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if command, rest, _ := strings.Cut(strings.TrimSpace(line), " "); strings.HasPrefix(command, ".") && !strings.HasPrefix(command, "..") {
			if done, err := r.command(ctx, s, command, strings.TrimSpace(rest)); done || err != nil {
				return err
			}
			continue
		}
		if err := r.eval(ctx, s, line); err != nil {
			return err
		}
	}
}

// read waits for input while the session's timers and I/O go on.
func (r *repl) read(ctx context.Context, s *wjs.Session) (line string, err error) {
	ready := make(chan struct{})
	go func() {
		defer close(ready)
		line, err = r.in.Readline()
	}()
	idle := s.Idle(ctx, ready)
	<-ready
	if err == nil {
		err = idle
	}
	return line, err
}

func (r *repl) eval(ctx context.Context, s *wjs.Session, text string) error {
	answer, err := s.Eval(ctx, text)
	if err != nil {
		return err
	}
	r.entered = append(r.entered, text)
	if answer.Text != "" {
		fmt.Println(answer.Text)
	}
	return nil
}

func (r *repl) command(ctx context.Context, s *wjs.Session, name, arg string) (done bool, err error) {
	switch name {
	case ".exit":
		return true, nil
	case ".help":
		fmt.Println(replHelp)
	case ".break":
	case ".clear":
		return true, errRestart
	case ".load":
		text, err := os.ReadFile(arg)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return false, nil
		}
		return false, r.eval(ctx, s, string(text))
	case ".save":
		if err := os.WriteFile(arg, []byte(strings.Join(r.entered, "\n")+"\n"), 0o600); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	default:
		fmt.Fprintf(os.Stderr, "%s is no command; .help lists them\n", name)
	}
	return false, nil
}

// lineEditor is the prompt of a terminal.
func lineEditor(s *wjs.Session) *readline.Shell {
	shell := readline.NewShell()
	shell.Prompt.Primary(func() string { return "> " })
	shell.Prompt.Secondary(func() string { return "| " })
	shell.AcceptMultiline = func(line []rune) bool { return !s.Unfinished(string(line)) }
	shell.Completer = func(line []rune, cursor int) readline.Completions {
		_, names := s.Complete(string(line[:cursor]))
		return readline.CompleteValues(names...).NoSpace()
	}
	if dir := trustedCache(); dir != "" {
		shell.History.AddFromFile("wjs", filepath.Join(dir, "history"))
	}
	return shell
}
