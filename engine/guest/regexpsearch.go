package guest

import (
	"slices"

	"github.com/wjs-run/wjs/engine/editor"
)

const (
	fnMemcpy             = 176
	fnRegExpCanonicalize = 215 // lre_canonicalize(character, isUnicode)
	fnRegExpMatch        = 236 // lre_exec(capture, bytecode, text, from, length, kind, ctx) → 1, 0 or an error
	fnRegExpBacktrack    = 237 // lre_exec_backtrack; see backtrackParams
)

// Opcodes of a compiled regular expression.
const (
	reChar8          = 1
	reChar16         = 2
	reChar32         = 3
	reDot            = 4
	reAny            = 5
	reLineStart      = 6
	reLineEnd        = 7
	reGoto           = 8
	reSplitGoto      = 9
	reSplitNext      = 10
	reMatch          = 11
	reSaveStart      = 12
	reSaveEnd        = 13
	reSaveReset      = 14
	rePushNumber     = 16
	reDrop           = 17
	reWordBoundary   = 18
	reNoWordBoundary = 19
	reRange          = 22
	reRange32        = 23
	reLookahead      = 24
	reNoLookahead    = 25
	rePushPosition   = 26
	reGreedy         = 29
)

// Offsets into REExecContext.
const (
	reText       = 0
	reTextEnd    = 4
	reTextKind   = 8 // 0: Latin-1, 1: UTF-16, 2: UTF-16 with the flag u
	reGroups     = 12
	reMultiline  = 20
	reIgnoreCase = 21
	reUnicode    = 22
)

const (
	// What a compiled expression that may match anywhere begins with: a split,
	// "any" and a jump back. Behind it is what one with the flag y begins with.
	reAnywhere = 11
	// How many instructions are looked at before a position is tried.
	reLook = 64
)

// backtrackParams are those of lre_exec_backtrack(s, capture, stack, depth, pc, at,
// noRecurse) → 1, 0 or an error; with noRecurse: where the match ends, or 0.
var backtrackParams = []editor.ValType{i32, i32, i32, i32, i32, i32, i32}

// quickenRegExp takes work off lre_exec_backtrack. Looking for a match, it saves
// and restores its state at every position, which then fails mostly at the first
// character: search looks at that first. And it enters itself for each character
// that a simple quantifier, as of [a-z]+, takes: step does without.
func (l *linker) quickenRegExp() {
	one := l.regExpOne()
	search, step, copyWords := l.regExpSearch(l.regExpMay(one)), l.regExpStep(one), l.copyWords()
	body := l.replaceCalls(fnRegExpMatch, fnRegExpBacktrack, search, 1)
	l.fail(l.m.SetBody(fnRegExpMatch, body))
	body = l.replaceCalls(fnRegExpBacktrack, fnRegExpBacktrack, step, 2)
	l.fail(l.m.SetBody(fnRegExpBacktrack, body))
	body = l.replaceCalls(fnRegExpBacktrack, fnMemcpy, copyWords, 4)
	l.fail(l.m.SetBody(fnRegExpBacktrack, body))
}

// replaceCalls returns the body of fn with the calls of one function turned into
// calls of another, of which there have to be n.
func (l *linker) replaceCalls(fn, from, to uint32, n int) []byte {
	body, err := editor.Replace(l.m.Body(fn), func(in editor.Instr) []byte {
		if in.Op != editor.OpCall || in.U32() != from {
			return nil
		}
		n--
		return editor.NewAsm().Call(to).Bytes()
	})
	l.fail(err)
	l.expect(n == 0, "regular expressions call otherwise")
	return body
}

// regExpOne appends (s, pc, at) → where the text goes on when the instruction at
// pc, which takes one character, takes the one at at; 0 when it does not, and -1
// when that is not known here.
func (l *linker) regExpOne() uint32 {
	const s, pc, at, char, op, next, left, half = 0, 1, 2, 3, 4, 5, 6, 7
	is := func(code int32) *editor.Asm { return editor.NewAsm().LocalGet(op).I32Const(code).I32Eq() }
	takes := editor.NewAsm().IfOf(i32).LocalGet(next).Else().I32Const(0).End().Return().Bytes()
	return l.fn([]editor.ValType{i32, i32, i32}, []editor.ValType{i32}, []editor.ValType{i32, i32, i32, i32, i32}, editor.NewAsm().
		LocalGet(at).LocalGet(s).I32Load(reTextEnd).I32GeU().If().I32Const(0).Return().End().
		LocalGet(s).I32Load(reTextKind).LocalTee(next).If().
		LocalGet(at).I32Load16U(0).LocalTee(char).I32Const(0xf800).I32And().I32Const(0xd800).I32Eq().
		LocalGet(next).I32Const(2).I32Eq().I32And().If().I32Const(-1).Return().End().
		LocalGet(at).I32Const(2).I32Add().LocalSet(next).
		Else().
		LocalGet(at).I32Load8U(0).LocalSet(char).
		LocalGet(at).I32Const(1).I32Add().LocalSet(next).
		End().
		LocalGet(pc).I32Load8U(0).LocalSet(op).
		Raw(is(reAny).Bytes()).If().LocalGet(next).Return().End().
		Raw(is(reDot).Bytes()).If().
		LocalGet(char).I32Const('\n').I32Ne().LocalGet(char).I32Const('\r').I32Ne().I32And().
		LocalGet(char).I32Const(1).I32Or().I32Const(0x2029).I32Ne().I32And().
		Raw(takes).
		End().
		LocalGet(s).I32Load8U(reIgnoreCase).If().
		LocalGet(char).LocalGet(s).I32Load8U(reUnicode).Call(fnRegExpCanonicalize).LocalSet(char).
		End().
		Raw(is(reChar8).Bytes()).If().LocalGet(char).LocalGet(pc).I32Load8U(1).I32Eq().Raw(takes).End().
		Raw(is(reChar16).Bytes()).If().LocalGet(char).LocalGet(pc).Mem(editor.OpI32Load16U, 0, 1).I32Eq().Raw(takes).End().
		Raw(is(reRange).I32Eqz().Bytes()).LocalGet(char).I32Const(0xfffe).I32GtU().I32Or().If().I32Const(-1).Return().End().
		// Ranges {first, last u16} in order: halves of many, then one by one.
		LocalGet(pc).Mem(editor.OpI32Load16U, 0, 1).LocalSet(left).
		Loop().LocalGet(left).I32Const(8).I32GtU().If().
		LocalGet(left).I32Const(1).I32ShrU().LocalSet(half).
		LocalGet(char).LocalGet(pc).LocalGet(half).I32Const(2).I32Shl().I32Add().Mem(editor.OpI32Load16U, 0, 3).I32GeU().If().
		LocalGet(pc).LocalGet(half).I32Const(2).I32Shl().I32Add().LocalSet(pc).
		LocalGet(left).LocalGet(half).I32Sub().LocalSet(left).
		Else().LocalGet(half).LocalSet(left).End().
		Br(1).End().End().
		Loop().
		LocalGet(char).LocalGet(pc).Mem(editor.OpI32Load16U, 0, 3).I32LtU().If().I32Const(0).Return().End().
		LocalGet(char).LocalGet(pc).Mem(editor.OpI32Load16U, 0, 5).I32LeU().If().LocalGet(next).Return().End().
		LocalGet(pc).I32Const(4).I32Add().LocalSet(pc).
		LocalGet(left).I32Const(1).I32Sub().LocalTee(left).BrIf(0).
		End().
		I32Const(0))
}

// regExpMay appends (s, pc, at, left) → 1 when the code at pc may match at at,
// and otherwise -left, what is left of the instructions to be looked at. It goes
// through what takes no character and follows both ways of a split.
func (l *linker) regExpMay(one uint32) uint32 {
	const s, pc, at, left, op, got = 0, 1, 2, 3, 4, 5
	params, results := []editor.ValType{i32, i32, i32, i32}, []editor.ValType{i32}
	fn := l.fn(params, results, nil, editor.NewAsm().Unreachable())
	skip := func(n int32) []byte {
		return editor.NewAsm().LocalGet(pc).I32Const(n).I32Add().LocalSet(pc).Bytes()
	}
	jump := func(size int32) []byte {
		return editor.NewAsm().LocalGet(pc).LocalGet(pc).Mem(editor.OpI32Load, 0, 1).I32Add().I32Const(size).I32Add().LocalSet(pc).Bytes()
	}
	maybe := editor.NewAsm().I32Const(1).Return().Bytes()
	never := editor.NewAsm().I32Const(0).LocalGet(left).I32Sub().Return().Bytes()
	// orElse looks at what is n bytes further first.
	orElse := func(n int32) []byte {
		return editor.NewAsm().LocalGet(s).LocalGet(pc).I32Const(n).I32Add().LocalGet(at).LocalGet(left).Call(fn).LocalTee(got).
			I32Const(0).I32GtS().If().Raw(maybe).End().
			I32Const(0).LocalGet(got).I32Sub().LocalSet(left).Bytes()
	}
	edge := func(where uint32) []byte {
		return editor.NewAsm().LocalGet(at).LocalGet(s).I32Load(where).I32Ne().LocalGet(s).I32Load8U(reMultiline).I32Eqz().I32And().
			If().Raw(never).End().Raw(skip(1)).Bytes()
	}
	cases := []struct {
		ops  []int
		code []byte
	}{
		{[]int{reChar8, reChar16, reChar32, reDot, reAny, reRange, reRange32}, editor.NewAsm().
			LocalGet(s).LocalGet(pc).LocalGet(at).Call(one).If().Raw(maybe).End().Raw(never).Bytes()},
		{[]int{reSaveStart, reSaveEnd}, skip(2)},
		{[]int{reSplitGoto, reSplitNext}, slices.Concat(orElse(5), jump(5))},
		{[]int{reGoto}, editor.NewAsm().LocalGet(pc).Mem(editor.OpI32Load, 0, 1).I32Const(0).I32LtS().If().Raw(maybe).End().Raw(jump(5)).Bytes()},
		{[]int{reGreedy}, editor.NewAsm().LocalGet(pc).Mem(editor.OpI32Load, 0, 5).If().Raw(skip(17)).Else().Raw(orElse(17)).Raw(jump(17)).End().Bytes()},
		{[]int{reLineStart}, edge(reText)},
		{[]int{reLineEnd}, edge(reTextEnd)},
		{[]int{reWordBoundary, reNoWordBoundary, rePushPosition, reDrop}, skip(1)},
		{[]int{reSaveReset}, skip(3)},
		{[]int{rePushNumber}, skip(5)},
		{[]int{reLookahead, reNoLookahead}, jump(5)},
	}
	// A block for each case and one for the rest, which gives up, in the loop.
	code := editor.NewAsm().Loop().
		LocalGet(left).I32Eqz().If().Raw(maybe).End().
		LocalGet(left).I32Const(1).I32Sub().LocalSet(left)
	labels := make([]uint32, reGreedy+1)
	for i := range labels {
		labels[i] = uint32(len(cases))
	}
	for i, c := range cases {
		for _, op := range c.ops {
			labels[op] = uint32(i)
		}
	}
	for range len(cases) + 1 {
		code.Block()
	}
	code.LocalGet(pc).I32Load8U(0).BrTable(labels, uint32(len(cases))).End()
	for i, c := range cases {
		code.Raw(c.code).Br(uint32(len(cases) - i)).End()
	}
	code.End().I32Const(1)
	body, err := editor.NewBody([]editor.ValType{i32, i32}, code.Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fn, body))
	return fn
}

// regExpSearch appends what lre_exec calls in place of lre_exec_backtrack, of the
// same parameters: it goes from position to position itself.
func (l *linker) regExpSearch(may uint32) uint32 {
	const s, capture, stack, depth, pc, at, whole, first, got, group, char = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
	try := editor.NewAsm().LocalGet(s).LocalGet(capture).LocalGet(stack).LocalGet(depth).LocalGet(pc).LocalGet(at).LocalGet(whole).
		Call(fnRegExpBacktrack).Bytes()
	atEnd := editor.NewAsm().LocalGet(at).LocalGet(s).I32Load(reTextEnd).I32GeU().If().I32Const(0).Return().End().Bytes()
	forward := func(n int32) []byte {
		return editor.NewAsm().LocalGet(at).I32Const(n).I32Add().LocalSet(at).Bytes()
	}
	return l.fn(backtrackParams, []editor.ValType{i32}, []editor.ValType{i32, i32, i32, i32}, editor.NewAsm().
		LocalGet(pc).I32Load8U(0).I32Const(reSplitGoto).I32Ne().If().Raw(try).Return().End().
		LocalGet(pc).I32Const(reAnywhere).I32Add().LocalTee(pc).LocalSet(first).
		Loop().
		LocalGet(first).I32Load8U(0).I32Const(reSaveStart).I32Eq().If().
		LocalGet(first).I32Const(2).I32Add().LocalSet(first).Br(1).
		End().End().
		LocalGet(first).I32Load8U(0).I32Const(reLineStart).I32Eq().LocalGet(s).I32Load8U(reMultiline).I32Eqz().I32And().If().
		LocalGet(at).LocalGet(s).I32Load(reText).I32Ne().If().I32Const(0).Return().End().
		Raw(try).Return().
		End().
		// A Latin-1 character to look for, or -1.
		I32Const(-1).LocalSet(char).
		LocalGet(first).I32Load8U(0).I32Const(reChar8).I32Eq().LocalGet(s).I32Load(reTextKind).LocalGet(s).I32Load8U(reIgnoreCase).I32Or().I32Eqz().I32And().If().
		LocalGet(first).I32Load8U(1).LocalSet(char).
		End().
		Loop().
		LocalGet(char).I32Const(0).I32GeS().If().
		Block().Loop().
		Raw(atEnd).
		LocalGet(at).I32Load8U(0).LocalGet(char).I32Eq().BrIf(1).
		Raw(forward(1)).Br(0).
		End().End().
		Else().
		LocalGet(s).LocalGet(first).LocalGet(at).I32Const(reLook).Call(may).LocalSet(got).
		End().
		LocalGet(char).I32Const(0).I32GeS().LocalGet(got).I32Const(0).I32GtS().I32Or().If().
		Raw(try).LocalTee(got).If().LocalGet(got).Return().End().
		// It has left groups behind.
		LocalGet(s).I32Load(reGroups).LocalSet(group).
		Loop().
		LocalGet(group).I32Const(1).I32Sub().LocalTee(group).I32Const(3).I32Shl().LocalGet(capture).I32Add().I64Const(0).Mem(editor.OpI64Store, 2, 0).
		LocalGet(group).BrIf(0).
		End().
		End().
		Raw(atEnd).
		// To the next character, which can be a pair of surrogates.
		LocalGet(s).I32Load(reTextKind).If().
		Raw(forward(2)).
		LocalGet(s).I32Load(reTextKind).I32Const(2).I32Eq().
		LocalGet(at).LocalGet(s).I32Load(reTextEnd).I32LtU().I32And().If().
		LocalGet(at).I32Const(2).I32Sub().I32Load(0).I32Const(-0x3ff0400).I32And().I32Const(-0x23ff2800).I32Eq().If().
		Raw(forward(2)).
		End().End().
		Else().
		Raw(forward(1)).
		End().
		Br(0).
		End().
		Unreachable())
}

// regExpStep appends what lre_exec_backtrack calls in place of itself for each
// turn of a simple quantifier: it does one character on its own.
func (l *linker) regExpStep(one uint32) uint32 {
	const s, capture, stack, depth, pc, at, whole, op, got = 0, 1, 2, 3, 4, 5, 6, 7, 8
	is := func(code int32) *editor.Asm { return editor.NewAsm().LocalGet(op).I32Const(code).I32Eq() }
	return l.fn(backtrackParams, []editor.ValType{i32}, []editor.ValType{i32, i32}, editor.NewAsm().
		LocalGet(pc).I32Load8U(0).LocalSet(op).
		// Behind the one instruction there has to be the end.
		Raw(is(reRange).Bytes()).IfOf(i32).LocalGet(pc).Mem(editor.OpI32Load16U, 0, 1).I32Const(2).I32Shl().I32Const(3).I32Add().
		Else().Raw(is(reChar8).Bytes()).IfOf(i32).I32Const(2).
		Else().Raw(is(reChar16).Bytes()).IfOf(i32).I32Const(3).
		Else().I32Const(1).End().End().End().
		LocalGet(pc).I32Add().I32Load8U(0).I32Const(reMatch).I32Eq().If().
		LocalGet(s).LocalGet(pc).LocalGet(at).Call(one).LocalTee(got).I32Const(-1).I32Ne().If().LocalGet(got).Return().End().
		End().
		LocalGet(s).LocalGet(capture).LocalGet(stack).LocalGet(depth).LocalGet(pc).LocalGet(at).LocalGet(whole).Call(fnRegExpBacktrack))
}

// copyWords appends memcpy for a few words of 4 bytes.
func (l *linker) copyWords() uint32 {
	const to, from, size, at = 0, 1, 2, 3
	return l.fn([]editor.ValType{i32, i32, i32}, []editor.ValType{i32}, []editor.ValType{i32}, editor.NewAsm().
		LocalGet(size).If().
		Loop().
		LocalGet(to).LocalGet(at).I32Add().LocalGet(from).LocalGet(at).I32Add().I32Load(0).I32Store(0).
		LocalGet(at).I32Const(4).I32Add().LocalTee(at).LocalGet(size).I32LtU().BrIf(0).
		End().End().
		LocalGet(to))
}
