package wjs

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/wjs-run/wjs/engine/editor"
)

// assembleWAT turns a program in WebAssembly's text format into a binary: as
// much of the format as the programs in testdata/wasm/wat use, all of it folded.
//
//	(import "m" "f" (func $f (param i32) (result i32)))
//	(memory 1) (data (i32.const 8) "text\00")
//	(func $f (export "e") (param $p i32) (result i32) (local $l i32) (i32.add (local.get $p) (local.get $l)))
func assembleWAT(t *testing.T, source string) []byte {
	t.Helper()
	a := &watAssembler{m: editor.NewModule(), funcs: map[string]uint32{}}
	defer func() {
		if p := recover(); p != nil {
			t.Fatalf("assembling: %v", p)
		}
	}()
	a.module(parseWAT(source))
	return a.m.Encode()
}

// node is a list, or an atom with its text; strings keep their quotes.
type node struct {
	atom string
	list []node
}

func (n node) head() string {
	if len(n.list) > 0 {
		return n.list[0].atom
	}
	return ""
}

func parseWAT(source string) node {
	var stack [][]node
	current := []node{}
	for i := 0; i < len(source); {
		switch c := source[i]; {
		case strings.HasPrefix(source[i:], ";;"):
			for i < len(source) && source[i] != '\n' {
				i++
			}
		case unicode.IsSpace(rune(c)):
			i++
		case c == '(':
			stack, current = append(stack, current), nil
			i++
		case c == ')':
			done := node{list: current}
			current = append(stack[len(stack)-1], done)
			stack = stack[:len(stack)-1]
			i++
		case c == '"':
			end := i + 1
			for source[end] != '"' {
				if source[end] == '\\' {
					end++
				}
				end++
			}
			current = append(current, node{atom: source[i : end+1]})
			i = end + 1
		default:
			end := i
			for end < len(source) && !strings.ContainsRune(" \t\r\n()\"", rune(source[end])) {
				end++
			}
			current = append(current, node{atom: source[i:end]})
			i = end
		}
	}
	return current[0]
}

// watText decodes a string: \n, \t, \\, \" and \hh.
func watText(n node) string {
	var b strings.Builder
	s := n.atom[1 : len(n.atom)-1]
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case '\\', '"':
			b.WriteByte(s[i])
		default:
			v, err := strconv.ParseUint(s[i:i+2], 16, 8)
			if err != nil {
				panic(err)
			}
			b.WriteByte(byte(v))
			i++
		}
	}
	return b.String()
}

type watAssembler struct {
	m     *editor.Module
	funcs map[string]uint32
}

func (a *watAssembler) module(root node) {
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	for _, n := range root.list {
		if n.head() == "import" {
			f := n.list[3]
			typ, name, _, _ := a.signature(f)
			index, err := a.m.AddImportedFunc(watText(n.list[1]), watText(n.list[2]), typ)
			check(err)
			a.funcs[name] = index
		}
	}
	next := uint32(a.m.NumFuncs())
	for _, n := range root.list { // functions may call those behind them
		if n.head() == "func" {
			_, name, _, _ := a.signature(n)
			a.funcs[name] = next
			next++
		}
	}
	for _, n := range root.list {
		switch n.head() {
		case "memory":
			check(a.m.AddMemory(editor.Limits{Min: uint32(watInt(n.list[len(n.list)-1].atom))}))
			check(a.m.AddExport("memory", editor.KindMemory, 0))
		case "data":
			a.m.AddData(uint32(watInt(n.list[1].list[1].atom)), []byte(watText(n.list[2])))
		case "func":
			typ, name, locals, export := a.signature(n)
			f := &watFunc{a: a, locals: locals.index, code: editor.NewAsm()}
			for _, part := range n.list[1:] {
				if part.list != nil && !strings.Contains("export param result local", part.head()) {
					f.emit(part)
				}
			}
			index, err := a.m.AddFunc(typ, locals.types, f.code.Bytes())
			check(err)
			if index != a.funcs[name] {
				panic("functions out of order")
			}
			if export != "" {
				check(a.m.AddExport(export, editor.KindFunc, index))
			}
		}
	}
}

type watLocals struct {
	index map[string]uint32
	types []editor.ValType
}

// signature reads the type of a function, its name, locals and export.
func (a *watAssembler) signature(n node) (typ uint32, name string, locals watLocals, export string) {
	var t editor.FuncType
	locals.index = map[string]uint32{}
	for i, part := range n.list[1:] {
		if i == 0 && strings.HasPrefix(part.atom, "$") {
			name = part.atom
		}
		for _, item := range part.list {
			switch head := part.head(); {
			case head == "export" && strings.HasPrefix(item.atom, `"`):
				export = watText(item)
			case item.atom != "i32" && item.atom != "i64":
				if strings.HasPrefix(item.atom, "$") && (head == "param" || head == "local") {
					locals.index[item.atom] = uint32(len(t.Params) + len(locals.types))
				}
			case head == "param":
				t.Params = append(t.Params, watType(item.atom))
			case head == "result":
				t.Results = append(t.Results, watType(item.atom))
			case head == "local":
				locals.types = append(locals.types, watType(item.atom))
			}
		}
	}
	return a.m.AddType(t), name, locals, export
}

func watType(name string) editor.ValType {
	if name == "i64" {
		return editor.I64
	}
	return editor.I32
}

func watInt(text string) int64 {
	v, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 0, 64)
	if err != nil {
		panic(err)
	}
	return v
}

type watFunc struct {
	a      *watAssembler
	locals map[string]uint32
	labels []string
	code   *editor.Asm
}

var watOps = map[string]editor.Op{
	"unreachable": 0x00, "return": 0x0f, "drop": 0x1a,
	"i32.eqz": 0x45, "i32.eq": 0x46, "i32.ne": 0x47, "i32.lt_u": 0x49, "i32.gt_u": 0x4b, "i32.le_u": 0x4d, "i32.ge_u": 0x4f,
	"i32.add": 0x6a, "i32.sub": 0x6b, "i32.mul": 0x6c, "i32.and": 0x71, "i32.or": 0x72, "i32.rem_u": 0x70, "i32.div_u": 0x6e,
	"i64.eq": 0x51, "i64.ge_u": 0x5a, "i64.add": 0x7c, "i64.sub": 0x7d,
}

// emit writes a folded instruction: what it takes, then itself.
func (f *watFunc) emit(n node) {
	op, rest := n.head(), n.list[1:]
	label := func() {
		name := ""
		if len(rest) > 0 && strings.HasPrefix(rest[0].atom, "$") {
			name, rest = rest[0].atom, rest[1:]
		}
		f.labels = append(f.labels, name)
	}
	body := func(list []node) {
		for _, part := range list {
			f.emit(part)
		}
	}
	end := func() {
		f.code.End()
		f.labels = f.labels[:len(f.labels)-1]
	}
	operand := func() string { name := rest[0].atom; rest = rest[1:]; return name }
	switch op {
	case "block":
		label()
		f.code.Block()
		body(rest)
		end()
	case "loop":
		label()
		f.code.Loop()
		body(rest)
		end()
	case "if":
		f.emit(rest[0])
		f.labels = append(f.labels, "")
		f.code.If()
		body(rest[1].list[1:])
		if len(rest) > 2 {
			f.code.Else()
			body(rest[2].list[1:])
		}
		end()
	case "br", "br_if":
		depth := f.depth(operand())
		body(rest)
		if op == "br" {
			f.code.Br(depth)
		} else {
			f.code.BrIf(depth)
		}
	case "call":
		fn, ok := f.a.funcs[operand()]
		if !ok {
			panic("no function " + n.list[1].atom)
		}
		body(rest)
		f.code.Call(fn)
	case "local.get", "local.set", "local.tee":
		index, ok := f.locals[operand()]
		if !ok {
			panic("no local " + n.list[1].atom)
		}
		body(rest)
		switch op {
		case "local.get":
			f.code.LocalGet(index)
		case "local.set":
			f.code.LocalSet(index)
		default:
			f.code.LocalTee(index)
		}
	case "i32.const":
		f.code.I32Const(int32(watInt(operand())))
	case "i64.const":
		f.code.I64Const(watInt(operand()))
	case "i32.load", "i32.load8_u", "i32.load16_u", "i64.load", "i32.store", "i32.store8", "i64.store":
		body(rest)
		map[string]func(uint32) *editor.Asm{
			"i32.load": f.code.I32Load, "i32.load8_u": f.code.I32Load8U, "i32.load16_u": f.code.I32Load16U, "i64.load": f.code.I64Load,
			"i32.store": f.code.I32Store, "i32.store8": f.code.I32Store8, "i64.store": f.code.I64Store,
		}[op](0)
	default:
		code, ok := watOps[op]
		if !ok {
			panic(fmt.Sprintf("no instruction %q", op))
		}
		body(rest)
		f.code.Op(code)
	}
}

func (f *watFunc) depth(label string) uint32 {
	for i := len(f.labels) - 1; i >= 0; i-- {
		if f.labels[i] == label {
			return uint32(len(f.labels) - 1 - i)
		}
	}
	panic("no label " + label)
}
