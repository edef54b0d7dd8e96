package editor

import (
	"slices"
	"strconv"
)

// ValType is the type of a value, as encoded.
type ValType byte

const (
	I32       ValType = 0x7F
	I64       ValType = 0x7E
	F32       ValType = 0x7D
	F64       ValType = 0x7C
	V128      ValType = 0x7B
	FuncRef   ValType = 0x70
	ExternRef ValType = 0x6F
)

var valTypeNames = map[ValType]string{
	I32: "i32", I64: "i64", F32: "f32", F64: "f64", V128: "v128",
	FuncRef: "funcref", ExternRef: "externref",
}

func (t ValType) String() string {
	if name, ok := valTypeNames[t]; ok {
		return name
	}
	return "valtype(" + strconv.Itoa(int(t)) + ")"
}

func (t ValType) valid() bool { _, ok := valTypeNames[t]; return ok }

func (t ValType) isRef() bool { return t == FuncRef || t == ExternRef }

// FuncType is the signature of a function.
type FuncType struct {
	Params, Results []ValType
}

// Equal reports whether both signatures are the same.
func (t FuncType) Equal(o FuncType) bool {
	return slices.Equal(t.Params, o.Params) && slices.Equal(t.Results, o.Results)
}

// Kind says what an import or an export is.
type Kind byte

const (
	KindFunc   Kind = 0
	KindTable  Kind = 1
	KindMemory Kind = 2
	KindGlobal Kind = 3
)

func (k Kind) String() string {
	if k > KindGlobal {
		return "kind(" + strconv.Itoa(int(k)) + ")"
	}
	return [...]string{"func", "table", "memory", "global"}[k]
}

// Limits bound a table (in elements) or a memory (in pages of 64 KiB).
type Limits struct {
	Min, Max uint32
	HasMax   bool
	Shared   bool // memories only
}

// TableType is the type of a table.
type TableType struct {
	Elem ValType
	Limits
}

// GlobalType is the type of a global.
type GlobalType struct {
	Type    ValType
	Mutable bool
}

// Import is one import. Of the last four fields, the one that Kind names is set.
type Import struct {
	Module, Name string
	Kind         Kind
	Func         uint32 // type index
	Table        TableType
	Memory       Limits
	Global       GlobalType
}

// Global is a global that the module defines.
type Global struct {
	GlobalType
	Init ConstExpr
}

// Export is one export.
type Export struct {
	Name  string
	Kind  Kind
	Index uint32
}

// SegmentMode says when a segment is copied.
type SegmentMode byte

const (
	Active      SegmentMode = iota // at instantiation
	Passive                        // by table.init or memory.init
	Declarative                    // never: it only declares functions that ref.func may name
)

// NullFunc stands for ref.null among the functions of an Element.
const NullFunc = ^uint32(0)

// Element is one element segment. Table and Offset count for active ones only.
type Element struct {
	Mode   SegmentMode
	Table  uint32
	Offset ConstExpr
	Type   ValType
	// Funcs lists function indices and NullFunc. It is nil when an element is an expression of
	// another kind; Exprs then has them all.
	Funcs []uint32
	Exprs []ConstExpr
}

// Data is one data segment. Memory and Offset count for active ones only.
type Data struct {
	Mode   SegmentMode
	Memory uint32
	Offset ConstExpr
	Bytes  []byte
}
