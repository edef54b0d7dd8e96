package guest

import "github.com/wjs-run/wjs/engine/editor"

// addTimezone lets the host say how far local time is from UTC. QuickJS asks
// localtime(time_t*, tm*) for nothing but tm_gmtoff, and libc, without files to
// read, knows UTC only. The one caller that has a local time and wants UTC asks
// by another code, as QuickJS would take the offset of the wrong side for hours
// around a change of the clocks.
func (l *linker) addTimezone() {
	ask := func(code int32) *editor.Asm {
		return editor.NewAsm().
			LocalGet(1).
			I32Const(0).I64Const(0).I32Const(code).LocalGet(0).Call(fnHostImport).I32WrapI64().
			I32Store(tmOffset)
	}
	body, err := editor.NewBody(nil, ask(CodeZoneAtUTC).Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fnLocaltime, body))
	atLocal := l.fn([]editor.ValType{i32, i32}, nil, nil, ask(CodeZoneAtLocal))
	swapped := 0
	body, err = editor.Replace(l.m.Body(fnSetDateFields), func(in editor.Instr) []byte {
		if in.Op != editor.OpCall || in.U32() != fnLocaltime {
			return nil
		}
		swapped++
		return editor.NewAsm().Call(atLocal).Bytes()
	})
	l.fail(err)
	l.expect(swapped == 1, "no call of localtime where a date is put together")
	l.fail(l.m.SetBody(fnSetDateFields, body))
}

// tmOffset is the offset into libc's struct tm of tm_gmtoff, in seconds east.
const tmOffset = 36
