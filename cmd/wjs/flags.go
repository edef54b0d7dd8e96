package main

import (
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/pflag"

	"github.com/wjs-run/wjs"
	"github.com/wjs-run/wjs/wasi"
)

// runFlags are the flags of every command that runs code.
type runFlags struct {
	policy  []wasi.Option
	all     bool
	timeout time.Duration
	cpu     time.Duration
	memory  uint64
	fuel    uint64
	node    flagValues
}

// everything is what a permission flag without a value stands for; help shows it.
const everything = "*"

func (f *runFlags) register(set *pflag.FlagSet) {
	for _, spec := range wasi.Flags() {
		if spec.Value == "" {
			set.BoolFuncP(spec.Name, "A", spec.Usage, func(string) error {
				f.all = true
				f.policy = append(f.policy, wasi.AllowAll())
				return nil
			})
			continue
		}
		set.Var(&permission{f: f, spec: spec}, spec.Name, spec.Usage)
		set.Lookup(spec.Name).NoOptDefVal = everything
	}
	set.BoolFunc("prompt", "ask at the terminal for what no flag allows or denies", func(string) error {
		f.policy = append(f.policy, wasi.WithPrompt())
		return nil
	})
	set.DurationVar(&f.timeout, "timeout", 0, "end the program after this time, such as 300ms (exit code 124)")
	set.Uint64Var(&f.memory, "memory", 0, "the most memory of the program in MiB (default 256)")
	set.DurationVar(&f.cpu, "cpu", 0, "the most time that the program may compute, waiting not counted (exit code 124)")
	set.Uint64Var(&f.fuel, "fuel", 0, "the most work of the program in units (exit code 124)")
	f.node.register(set)
	set.SortFlags = false
}

// permission is a flag such as --allow-read[=PATH,...].
type permission struct {
	f    *runFlags
	spec wasi.FlagSpec
}

func (p *permission) String() string { return "" }
func (p *permission) Type() string   { return p.spec.Value }

func (p *permission) Set(value string) error {
	given := value != everything
	if !given {
		value = ""
	}
	opt, err := wasi.ParseFlag(p.spec.Name, value, given)
	if err != nil {
		return err
	}
	if _, err := wasi.NewPolicy(opt); err != nil { // say so while it is clear which flag it was
		return err
	}
	p.f.policy = append(p.f.policy, opt)
	return nil
}

// maxProgram is large because who starts a program at a terminal can end it there.
const maxProgram = 64 << 20

// options makes what a runtime is made of. file is the program, if there is one.
func (f *runFlags) options(file string, args []string) (wjs.Options, error) {
	dir, err := os.Getwd()
	if err != nil {
		return wjs.Options{}, err
	}
	exec, err := os.Executable()
	if err != nil {
		exec = "wjs"
	}
	o := wjs.Options{
		Permissions: wjs.Permissions{More: f.policy},
		Limits:      wjs.Limits{Memory: f.memory << 20, Timeout: f.timeout, CPU: f.cpu, Fuel: f.fuel, Program: maxProgram},
		Args:        args, Env: os.Environ(), Dir: filepath.ToSlash(dir),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		ExecPath: exec, ExecArgv: f.node.argv, Flags: f.node.values,
	}
	if f.all { // run() of node:test starts runtimes that have the same permissions
		o.Limits.Isolates = runtime.NumCPU()
	}
	if file != "" && !f.all {
		o.Permissions.Read = []string{filepath.ToSlash(filepath.Dir(file))}
	}
	return o, nil
}
