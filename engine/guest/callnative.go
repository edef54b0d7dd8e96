package guest

import "github.com/wjs-run/wjs/engine/editor"

// addNativeCalls lets the interpreter call native functions where it meets them.
// It would call itself, make room for the frame of a function in JavaScript, and
// find only then that this is none, and by its class what to call instead.
//
// A call costs what it does there, one unit of fuel; when that is about to run
// out, the interpreter has it its own way. The places read
//
//	context, func, this, new.target undefined, argc, argv, flags 0, call, tee result
func (l *linker) addNativeCalls() {
	body := l.m.Body(fnInterpreter)
	code, err := instructions(body)
	l.fail(err)
	typ := l.m.AddType(editor.FuncType{Params: []editor.ValType{i32, i64, i64}, Results: []editor.ValType{i64}})
	slow := l.m.AddType(editor.FuncType{Params: []editor.ValType{i32, i64, i64}, Results: []editor.ValType{i32, i64, i64}})
	with := map[int][]byte{}
	for i, in := range code {
		if in.Op != editor.OpCall || in.U32() != fnInterpreter || code[i-1].Op != editor.OpI32Const || code[i-1].I32() != 0 || code[i-2].Op != editor.OpLocalGet {
			continue
		}
		function := code[i-6]
		if code[i-5].Op == editor.OpI64Load {
			function = code[i-9]
		}
		argc, argv, result := code[i-3].U32(), code[i-2].U32(), code[i+1]
		if function.Op != editor.OpI64Load || code[i-3].Op != editor.OpLocalGet || result.Op != editor.OpLocalTee && result.Op != editor.OpLocalSet {
			continue
		}
		// The local that the result goes to holds the function until then.
		scratch := result.U32()
		with[function.Pos] = editor.NewAsm().Raw(body[function.Pos:function.End]).LocalTee(scratch).Bytes()
		with[in.Pos] = editor.NewAsm().Drop().Drop().Drop().Drop().
			BlockAs(typ).BlockAs(slow).
			LocalGet(scratch).I64Const(firstObject).I64LtU().BrIf(0).
			LocalGet(scratch).I32WrapI64().I32Load16U(ObjectClass).I32Const(ClassNativeFunction).I32Ne().BrIf(0).
			GlobalGet(l.fuel).I32Const(Soft + 1).I32LeS().BrIf(0).
			GlobalGet(l.fuel).I32Const(1).I32Sub().GlobalSet(l.fuel).
			LocalGet(argc).LocalGet(argv).I32Const(0).Call(fnCallNative).
			Br(1).End().
			I64Const(int64(valueUndefined)).LocalGet(argc).LocalGet(argv).I32Const(0).Call(fnInterpreter).
			End().Bytes()
	}
	l.expect(len(with) == 6, "the interpreter calls elsewhere")
	body, err = editor.Replace(body, func(in editor.Instr) []byte { return with[in.Pos] })
	l.fail(err)
	l.fail(l.m.SetBody(fnInterpreter, body))
}

// firstObject is the least value that is an object, as an unsigned number.
const firstObject = -1 << 32
