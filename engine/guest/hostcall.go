package guest

import "github.com/wjs-run/wjs/engine/editor"

// maxHostArgs is how many arguments a host function is told of.
const maxHostArgs = 255

// kindMagic is JS_CFUNC_generic_magic.
const kindMagic = 1

// addHostCall lets the calls of host functions go straight to the host:
// js_call_c_function knows a dozen kinds of functions, copies arguments when there
// are fewer than the function wants, and calls through the table.
func (l *linker) addHostCall() {
	const ctx, function, this, argc, argv, flags = 0, 1, 2, 3, 4, 5
	const object, runtime, frame, result = 6, 7, 8, 9
	const frameSize = 64
	original := l.displace(fnCallNative, []editor.ValType{i32, i64, i64, i32, i32, i32}, []editor.ValType{i64})
	body, err := editor.NewBody([]editor.ValType{i32, i32, i32, i64}, editor.NewAsm().
		LocalGet(function).I32WrapI64().LocalTee(object).I32Load(NativeFunction).I32Const(int32(l.img.HostFunction)).I32Eq().
		LocalGet(object).I32Load8U(NativeKind).I32Const(kindMagic).I32Eq().I32And().
		LocalGet(argc).LocalGet(object).I32Load8U(NativeLength).I32GeS().I32And().
		LocalGet(argc).I32Const(maxHostArgs).I32LeS().I32And().
		// The stack must not be at its end.
		GlobalGet(globalStackPointer).I32Const(frameSize).I32Sub().LocalTee(frame).
		LocalGet(ctx).I32Load(contextRuntime).LocalTee(runtime).I32Load(RuntimeStackLimit).I32GtU().I32And().
		If().
		LocalGet(frame).GlobalSet(globalStackPointer).
		LocalGet(frame).LocalGet(runtime).I32Load(RuntimeFrame).I32Store(FramePrevious).
		LocalGet(frame).LocalGet(function).I64Store(FrameFunction).
		LocalGet(frame).LocalGet(argv).I32Store(FrameArgs).
		LocalGet(frame).LocalGet(argc).I32Store(FrameArgsCount).
		LocalGet(runtime).LocalGet(frame).I32Store(RuntimeFrame).
		LocalGet(object).I32Load(NativeRealm).LocalGet(this).
		LocalGet(object).I32Load16U(NativeMagic).I32Const(8).I32Shl().LocalGet(argc).I32Or().
		LocalGet(argv).Call(fnHostImport).LocalSet(result).
		LocalGet(runtime).LocalGet(frame).I32Load(FramePrevious).I32Store(RuntimeFrame).
		LocalGet(frame).I32Const(frameSize).I32Add().GlobalSet(globalStackPointer).
		LocalGet(result).Return().
		End().
		LocalGet(ctx).LocalGet(function).LocalGet(this).LocalGet(argc).LocalGet(argv).LocalGet(flags).Call(original).Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fnCallNative, body))
}
