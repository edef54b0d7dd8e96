package guest

import "github.com/wjs-run/wjs/engine/editor"

// addGroupNames lets groups of a pattern share a name, as they may in different
// alternatives. libregexp refuses; here it only notes that there are such groups,
// compiles them, and the host says whether they may be. See engine/groupnames.go.
func (l *linker) addGroupNames() {
	shared := l.m.AddGlobal(i32, true, editor.ConstI32(0))
	l.noteSharedNames(shared)
	l.askForSharedNames(shared)
	l.keepSharedGroups()
}

// noteSharedNames sets the global where libregexp finds a name that it has. What
// it has found is on the stack.
func (l *linker) noteSharedNames(shared uint32) {
	words := l.stringsOf("duplicate group name")
	l.expect(len(words) == 1, "no error for groups that share a name")
	at, before := -1, -1
	l.fail(editor.Walk(l.m.Body(fnParseTerm), func(in editor.Instr) error {
		switch {
		case in.Op == editor.OpI32GtS:
			before = in.Pos
		case in.Op == editor.OpI32Const && len(words) == 1 && in.I32() == words[0]:
			at = before
		}
		return nil
	}))
	l.expect(at >= 0, "no groups share a name as expected")
	body, err := editor.Replace(l.m.Body(fnParseTerm), func(in editor.Instr) []byte {
		if in.Pos != at {
			return nil
		}
		return editor.NewAsm().I32GtS().GlobalGet(shared).I32Or().GlobalSet(shared).I32Const(0).Bytes()
	})
	l.fail(err)
	l.fail(l.m.SetBody(fnParseTerm, body))
}

// askForSharedNames asks the host about a pattern whose groups share names. It
// refuses, or leaves it, or puts another one in its place.
func (l *linker) askForSharedNames(shared uint32) {
	const ctx, pattern, flags, argv, code, answer = 0, 1, 2, 3, 4, 5
	params, results := []editor.ValType{i32, i64, i64}, []editor.ValType{i64}
	original := l.fn(params, results, nil, editor.NewAsm().Unreachable())
	l.fail(l.m.SetBody(original, l.m.Body(fnCompileRegExp)))
	body, err := editor.NewBody([]editor.ValType{i32, i64, i64}, editor.NewAsm().
		I32Const(0).GlobalSet(shared).
		LocalGet(ctx).LocalGet(pattern).LocalGet(flags).Call(original).LocalSet(code).
		GlobalGet(shared).I32Eqz().If().LocalGet(code).Return().End().
		LocalGet(code).I64Const(int64(valueException)).I64Eq().If().LocalGet(code).Return().End().
		GlobalGet(globalStackPointer).I32Const(16).I32Sub().LocalTee(argv).GlobalSet(globalStackPointer).
		LocalGet(argv).LocalGet(pattern).I64Store(0).
		LocalGet(argv).LocalGet(flags).I64Store(8).
		LocalGet(ctx).I64Const(0).I32Const(CodeGroupNames).LocalGet(argv).Call(fnHostImport).LocalSet(answer).
		LocalGet(argv).I64Load(0).LocalSet(pattern).
		LocalGet(argv).I32Const(16).I32Add().GlobalSet(globalStackPointer).
		LocalGet(answer).I64Const(int64(valueUndefined)).I64Eq().If().LocalGet(code).Return().End().
		LocalGet(ctx).LocalGet(code).Call(fnFreeValue).
		LocalGet(answer).I64Const(int64(valueException)).I64Eq().If().LocalGet(answer).Return().End().
		LocalGet(ctx).LocalGet(pattern).LocalGet(flags).Call(original).LocalSet(code).
		LocalGet(ctx).LocalGet(pattern).Call(fnFreeValue).
		LocalGet(code).Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fnCompileRegExp, body))
}

// keepSharedGroups lets a match have, under a shared name, the group that took
// part: one that did not leaves what is there.
func (l *linker) keepSharedGroups() {
	const ctx, groups, name, value, flags, was = 0, 1, 2, 3, 4, 5
	define := l.fn([]editor.ValType{i32, i64, i32, i64, i32}, []editor.ValType{i32}, []editor.ValType{i64}, editor.NewAsm().
		LocalGet(value).I64Const(int64(valueUndefined)).I64Eq().If().
		LocalGet(ctx).LocalGet(groups).LocalGet(name).Call(fnGetPropertyStr).LocalTee(was).
		I64Const(int64(valueUndefined)).I64Ne().If().
		LocalGet(ctx).LocalGet(was).Call(fnFreeValue).
		I32Const(1).Return().
		End().End().
		LocalGet(ctx).LocalGet(groups).LocalGet(name).LocalGet(value).LocalGet(flags).Call(fnDefineNamed))
	defined := 0
	body, err := editor.Replace(l.m.Body(fnRegExpExec), func(in editor.Instr) []byte {
		if in.Op != editor.OpCall || in.U32() != fnDefineNamed {
			return nil
		}
		defined++
		return editor.NewAsm().Call(define).Bytes()
	})
	l.fail(err)
	l.expect(defined == 2, "no named group is defined as expected")
	l.fail(l.m.SetBody(fnRegExpExec, body))
}
