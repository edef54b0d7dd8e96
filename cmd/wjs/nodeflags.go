package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// nodeFlag is an option of Node's command line that has the same meaning here.
// See https://nodejs.org/api/cli.html.
type nodeFlag struct {
	name  string
	short string
	kind  nodeFlagKind
	usage string
}

type nodeFlagKind int

const (
	flagBool   nodeFlagKind = iota // --x and --no-x
	flagString                     // --x=VALUE or --x VALUE
	flagNumber
	flagList   // may be given more than once
	flagAlways // how it is in any case: there is no opposite
)

// nodeFlags are listed by --help below wjs's own.
var nodeFlags = []nodeFlag{
	{"conditions", "C", flagList, "a condition for exports and imports of packages"},
	{"require", "r", flagList, "a CommonJS module to load before the program"},
	{"import", "", flagList, "an ES module to load before the program"},
	{"experimental-loader", "", flagList, "a module of resolve and load hooks, as module.register() takes it"},
	{"input-type", "", flagString, "what code without a file is: commonjs, module, commonjs-typescript, module-typescript"},
	{"enable-source-maps", "", flagBool, "show stacks in the sources that source maps name"},
	{"preserve-symlinks", "", flagBool, "name modules by the links that lead to them"},
	{"preserve-symlinks-main", "", flagBool, "the same for the program itself"},
	{"stack-trace-limit", "", flagNumber, "frames of a stack"},
	{"unhandled-rejections", "", flagString, "what an unhandled rejection does: throw, strict, warn, none, warn-with-error-code"},
	{"warnings", "", flagBool, "print the process's warnings"},
	{"disable-warning", "", flagList, "silence warnings of a code or type"},
	{"trace-warnings", "", flagBool, "print the stacks of warnings"},
	{"deprecation", "", flagBool, "print deprecations"},
	{"pending-deprecation", "", flagBool, "print deprecations that are only planned"},
	{"throw-deprecation", "", flagBool, "throw for what is deprecated"},
	{"trace-deprecation", "", flagBool, "print the stacks of deprecations"},
	{"trace-uncaught", "", flagBool, "print where an uncaught exception was thrown"},
	{"async-context-frame", "", flagAlways, "carry AsyncLocalStorage along by frames, as is always done"},
	{"abort-on-uncaught-exception", "", flagBool, "end as by a crash, code 134, where nothing catches an exception"},
	{"expose-gc", "", flagBool, "define the global function gc()"},
	{"experimental-vm-modules", "", flagBool, "define vm.Module"},
	{"experimental-require-module", "", flagBool, "let require() load ES modules"},
	{"experimental-detect-module", "", flagBool, "find out from its syntax what a file without a type is"},
	{"experimental-strip-types", "", flagBool, "run TypeScript"},
	{"experimental-transform-types", "", flagBool, "run TypeScript that is more than types"},
	{"experimental-import-meta-resolve", "", flagBool, "let import.meta.resolve() take a parent"},
	{"experimental-print-required-tla", "", flagBool, "show the await that makes require() of a module fail"},
	{"network-family-autoselection", "", flagBool, "try the addresses of both families of a name"},
	{"network-family-autoselection-attempt-timeout", "", flagNumber, "how many milliseconds one of them may keep the next waiting"},
	{"title", "", flagString, "process.title"},
}

// flagValues takes what the command line gives Node's flags.
type flagValues struct {
	values map[string]any
	argv   []string // as given, for process.execArgv
}

func (v *flagValues) register(set *pflag.FlagSet) {
	v.values = map[string]any{}
	v.add(set, nodeFlags)
	v.add(set, testFlags)
	for _, t := range testFlags {
		set.Lookup(t.name).Hidden = true // `wjs test --help` shows them
	}
	// Node takes underscores for dashes.
	set.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		return pflag.NormalizedName(strings.ReplaceAll(name, "_", "-"))
	})
}

func (v *flagValues) add(set *pflag.FlagSet, flags []nodeFlag) {
	for _, f := range flags {
		set.VarP(&nodeFlagValue{v, f, f.name, true}, f.name, f.short, f.usage)
		if f.kind != flagBool && f.kind != flagAlways {
			continue
		}
		set.Lookup(f.name).NoOptDefVal = "true"
		if f.kind == flagAlways {
			continue
		}
		set.Var(&nodeFlagValue{v, f, "no-" + f.name, false}, "no-"+f.name, "")
		set.Lookup("no-" + f.name).NoOptDefVal = "true"
		set.Lookup("no-" + f.name).Hidden = true
	}
}

// nodeFlagValue is one flag, or the no- form of one.
type nodeFlagValue struct {
	to    *flagValues
	flag  nodeFlag
	given string
	on    bool
}

func (v *nodeFlagValue) String() string { return "" }

func (v *nodeFlagValue) Type() string {
	return [...]string{flagBool: "bool", flagString: "string", flagNumber: "number", flagList: "string", flagAlways: "bool"}[v.flag.kind]
}

func (v *nodeFlagValue) Set(text string) error {
	values, name := v.to.values, v.flag.name
	shown := "--" + v.given + "=" + text
	switch v.flag.kind {
	case flagBool:
		if text != "true" {
			return fmt.Errorf("it takes no value; its opposite is --no-%s", name)
		}
		shown = "--" + v.given
		values[name], values["no-"+name] = v.on, !v.on
	case flagAlways:
		if text != "true" {
			return fmt.Errorf("it takes no value")
		}
		shown = "--" + v.given
	case flagNumber:
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return fmt.Errorf("it takes a whole number")
		}
		values[name] = n
	case flagList:
		list, _ := values[name].([]string)
		values[name] = append(list, text)
	default:
		values[name] = text
	}
	v.to.argv = append(v.to.argv, shown)
	return nil
}
