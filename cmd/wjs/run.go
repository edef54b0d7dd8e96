package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"

	"golang.org/x/term"

	"github.com/wjs-run/wjs"
)

// runFile runs args[0], "-" for standard input, with the rest as the program's arguments.
func runFile(ctx context.Context, f *runFlags, args []string) error {
	if args[0] == "-" {
		return runInput(ctx, f, args)
	}
	file, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	if filepath.Ext(file) == ".wasm" {
		return runCommand(ctx, f, file, args)
	}
	opts, err := f.options(file, args[1:])
	if err != nil {
		return err
	}
	return with(ctx, opts, func(r *wjs.Runtime) error { return r.Run(ctx, filepath.ToSlash(file)) })
}

// runCommand runs a WebAssembly program. Its own folder is no business of its.
func runCommand(ctx context.Context, f *runFlags, file string, args []string) error {
	opts, err := f.options("", args)
	if err != nil {
		return err
	}
	binary, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	command, err := wjs.NewCommand(binary, platformOptions())
	if err != nil {
		return err
	}
	defer command.Close()
	return command.Run(ctx, opts)
}

// runInput runs what standard input has.
func runInput(ctx context.Context, f *runFlags, args []string) error {
	source, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	return runSource(ctx, f, "[stdin]", string(source), false, args)
}

// runSource runs code from the command line or standard input.
func runSource(ctx context.Context, f *runFlags, name, source string, show bool, args []string) error {
	opts, err := f.options("", args)
	if err != nil {
		return err
	}
	return with(ctx, opts, func(r *wjs.Runtime) error { return r.RunSource(ctx, name, source, show) })
}

// with makes a runtime on a platform that is cached on disk, and closes both.
func with(ctx context.Context, opts wjs.Options, do func(*wjs.Runtime) error) error {
	platform, r, err := start(ctx, opts)
	if platform != nil {
		defer platform.Close()
	}
	if err != nil {
		return err
	}
	err = do(r)
	if e := r.Close(); err == nil {
		err = e
	}
	return err
}

// start makes platform and runtime. Go's collector waits until they are there:
// little of what a start allocates is garbage.
func start(ctx context.Context, opts wjs.Options) (*wjs.Platform, *wjs.Runtime, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	platform, err := wjs.NewPlatform(ctx, platformOptions())
	if err != nil {
		return nil, nil, err
	}
	opts.Platform = platform
	r, err := wjs.New(ctx, opts)
	return platform, r, err
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
