package guest

import "github.com/wjs-run/wjs/engine/editor"

// addBuiltins corrects builtins of QuickJS that differ from the specification or
// from V8 in what programs see.
func (l *linker) addBuiltins() {
	l.addMatchOrder()
	l.addInvalidDate()
}

// addMatchOrder gives the properties of a match the order of the specification:
// index, input, groups. QuickJS defines groups first, which shows wherever a
// match is printed. The groups are set aside where they would be defined, and
// defined behind the input. Nothing of the program runs in between.
func (l *linker) addMatchOrder() {
	groups := l.m.AddGlobal(i64, true, editor.ConstI64(0))
	define := editor.NewAsm().
		LocalGet(0).LocalGet(1).I32Const(atomGroups).GlobalGet(groups).I32Const(matchFlags).Call(fnDefineValue)
	atom, held, moved := int32(0), false, false
	body, err := editor.Replace(l.m.Body(fnRegExpExec), func(in editor.Instr) []byte {
		if in.Op == editor.OpI32Const {
			switch v := in.I32(); v {
			case atomGroups, atomIndex, atomInput, atomIndices:
				atom = v
			}
			return nil
		}
		if in.Op != editor.OpCall || in.U32() != fnDefineValue {
			return nil
		}
		switch {
		case atom == atomGroups && !held:
			held = true
			return editor.NewAsm().Drop().GlobalSet(groups).Drop().Drop().Drop().I32Const(0).Bytes()
		case atom == atomInput && held && !moved:
			moved = true
			return editor.NewAsm().Call(fnDefineValue).Raw(define.Bytes()).I32Or().Bytes() // -1 when either failed
		}
		return nil
	})
	l.fail(err)
	l.expect(held && moved, "no match is made as expected")
	l.fail(l.m.SetBody(fnRegExpExec, body))
}

// addInvalidDate lets the setters of a date make it invalid when what they are
// given is no finite number. QuickJS answers NaN and leaves the date as it was.
//
// The function has a local that says whether the date is valid; it becomes
// invalidated here instead of 0 when an argument is not finite, and that gives
// the same time value as no argument at all does: NaN.
func (l *linker) addInvalidDate() {
	const valid, invalidated = 9, 2
	var before [2]editor.Op
	marked, checked := 0, 0
	body, err := editor.Replace(l.m.Body(fnSetDateField), func(in editor.Instr) []byte {
		last := before
		before = [2]editor.Op{last[1], in.Op}
		switch {
		case in.Op == editor.OpI32Const && in.I32() == 0 && last == [2]editor.Op{editor.OpF64Store, editor.OpLocalGet}:
			marked++
			return editor.NewAsm().LocalGet(valid).I32Eqz().I32Eqz().I32Const(1).I32Shl().Bytes()
		case in.Op == editor.OpI32LeS:
			checked++
			return editor.NewAsm().I32LeS().LocalGet(valid).I32Const(invalidated).I32Eq().I32Or().Bytes()
		}
		return nil
	})
	l.fail(err)
	l.expect(marked == 1 && checked == 1, "no date is set as expected")
	l.fail(l.m.SetBody(fnSetDateField, body))
}
