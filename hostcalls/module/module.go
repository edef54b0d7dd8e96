// Package module is the host side of the module loaders: it looks at programs
// (which names a CommonJS module exports, whether a file is an ES module),
// compiles TypeScript and JSX, and reads package.json files.
package module

import (
	"path"
	"strings"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

// Binding is internalBinding('module').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("module")
	asks := b.Asks(wasi.KindRead) // what may not be read is not there, for most of them
	hostcalls.Op1(b, "exportNames", exportNames)
	hostcalls.Op1(b, "hasModuleSyntax", hasModuleSyntax)
	hostcalls.Op1(b, "hasTopLevelAwait", func(_ *hostcalls.Call, source string) (bool, error) {
		return scanProgram(source).await, nil
	})
	hostcalls.Op2(b, "prepare", prepare)
	hostcalls.Op3(b, "findImport", func(_ *hostcalls.Call, source, specifier, name string) (*Site, error) {
		return findImport(source, specifier, name), nil
	})
	hostcalls.Op2(asks, "transform", transformFile)
	hostcalls.Op4(asks, "describe", describe)
	hostcalls.Op3(asks, "frames", frames)
	hostcalls.Op2(b, "noteSource", noteSource)
	hostcalls.Op2(b, "syntaxOf", syntaxOf)
	hostcalls.Op1(asks, "syntaxOfFile", syntaxOfFile)
	hostcalls.Op3(asks, "locate", locate)
	hostcalls.Op1(asks, "readPackage", readPackage)
	hostcalls.Op1(asks, "nearestPackage", nearestPackage)
	return b
}

// Names are the result of exportNames.
type Names struct {
	Exports   []string `json:"exports"`
	Reexports []string `json:"reexports"`
}

// exportNames(source) → the names that a CommonJS module exports, and the
// specifiers of the modules whose exports it passes on
func exportNames(_ *hostcalls.Call, source string) (Names, error) {
	exports, reexports := exportsOf(source)
	return Names{append([]string{}, exports...), append([]string{}, reexports...)}, nil
}

// hasModuleSyntax(source) → whether a program that did not compile as CommonJS
// can only be meant as an ES module
func hasModuleSyntax(_ *hostcalls.Call, source string) (bool, error) {
	s := scanProgram(source)
	return s.esm || s.await, nil
}

// prepare(source, file) → code and map of a JavaScript program in the language
// that the engine speaks, or null if it needs no change. A map of "" says that
// lines are the same.
func prepare(c *hostcalls.Call, source, file string) (*Output, error) {
	if !mayNeedChange(source) {
		return nil, nil
	}
	s := scanProgram(source)
	if !s.lower {
		if len(s.edits) == 0 {
			return nil, nil
		}
		return &Output{Code: apply(source, s.edits)}, nil
	}
	out, err := transform(compilerOf(c), source, strings.TrimSuffix(file, path.Ext(file))+".js", "")
	if err != nil {
		return nil, err
	}
	out.Code = apply(out.Code, scanProgram(out.Code).edits)
	return &out, nil
}

// mayNeedChange is a cheap look before the scan.
func mayNeedChange(source string) bool {
	return strings.Contains(source, "with") && (strings.Contains(source, "import") || strings.Contains(source, "export")) ||
		mayNameByString(source) || strings.Contains(source, "using ") || strings.Contains(source, "@") || strings.Contains(source, "import(")
}

// transformFile(source, file) → code and map of TypeScript or JSX. Where the
// meaning of a file depends on a tsconfig.json, the nearest one is read.
func transformFile(c *hostcalls.Call, source, file string) (Output, error) {
	config := ""
	if ext := path.Ext(file); ext == ".tsx" || ext == ".jsx" || strings.Contains(source, "@") {
		config = nearestConfig(c, file)
	}
	out, err := transform(compilerOf(c), source, file, config)
	if err != nil {
		return out, err
	}
	if mayNeedChange(out.Code) {
		out.Code = apply(out.Code, scanProgram(out.Code).edits)
	}
	return out, nil
}
