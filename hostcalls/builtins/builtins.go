// Package builtins hands the files of the JavaScript library to its loader.
package builtins

import (
	"fmt"
	"io/fs"
	"sort"
	"strings"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// Binding is internalBinding('builtins') over the files of the library: a file
// node/fs/promises.js has the id fs/promises, every other file its path.
func Binding(library fs.FS) *hostcalls.Binding {
	b := hostcalls.New("builtins")
	files, ids := index(library)
	read := func(id string) (string, error) {
		name, ok := files[id]
		if !ok {
			return "", &hostcalls.CodedError{Message: "No such built-in module: " + id}
		}
		text, err := fs.ReadFile(library, name)
		return string(text), err
	}
	hostcalls.Op1(b, "source", func(_ *hostcalls.Call, id string) (string, error) { return read(id) })
	hostcalls.Op1(b, "compile", func(c *hostcalls.Call, id string) (engine.Value, error) {
		text, err := read(id)
		if err != nil {
			return engine.Undefined, err
		}
		return Compile(c.Iso(), id, text)
	})
	b.Const("ids", ids)
	return b
}

// Compile makes the wrapper function of a file of the library.
func Compile(iso *engine.Isolate, id, text string) (engine.Value, error) {
	return iso.Eval("(function (exports, require, module, process, internalBinding, primordials) {"+text+"\n})", "node:"+id)
}

func index(library fs.FS) (files map[string]string, ids []string) {
	files = map[string]string{}
	err := fs.WalkDir(library, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".js") {
			return err
		}
		id := strings.TrimSuffix(strings.TrimPrefix(name, "node/"), ".js")
		if other, taken := files[id]; taken {
			return fmt.Errorf("builtins: %s and %s have the same id", other, name)
		}
		files[id] = name
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		panic(err) // the library is part of the program
	}
	sort.Strings(ids)
	return files, ids
}
