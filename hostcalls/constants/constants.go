// Package constants has the numbers that node:os and process.binding show. They
// are those of Linux on x86-64 on every platform: guests, and the rooms below,
// speak them everywhere.
package constants

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/wjs-run/wjs/hostcalls"
)

// list is an object whose properties keep their order.
type list []entry

type entry struct {
	name  string
	value any // int or list
}

func (l list) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, e := range l {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(e.value)
		if err != nil {
			return nil, err
		}
		b.WriteString(strconv.Quote(e.name) + ":")
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Binding makes the binding "constants".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("constants")
	b.Const("os", list{
		{"UV_UDP_REUSEADDR", 4}, {"dlopen", dlopen}, {"errno", errnos}, {"signals", signals}, {"priority", priorities},
	})
	b.Const("fs", files)
	b.Const("trace", trace)
	return b
}
