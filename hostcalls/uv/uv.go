// Package uv has libuv's numbers, names and messages of errors.
package uv

import (
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi/errno"
)

// Binding makes the binding "uv". Its numbers are Linux's on all systems.
func Binding() *hostcalls.Binding {
	b := hostcalls.New("uv")
	var rows [][3]any
	for e := range errno.All {
		rows = append(rows, [3]any{e.UV(), e.Name(), e.Message()})
		b.Const("UV_"+e.Name(), e.UV())
	}
	hostcalls.Op0(b, "getErrorMap", func(*hostcalls.Call) ([][3]any, error) { return rows, nil })
	return b
}
