package guest

import (
	"bytes"
	"slices"

	"github.com/wjs-run/wjs/engine/editor"
)

// message puts V8's words, which programs compare and match, in the place of
// QuickJS's. Both are formats of the same arguments.
type message struct {
	old, new string
	in       []uint32 // the functions that say it, all of them when empty
	nth      int      // which of the places in that function, from 1; 0 is every one
	named    bool     // the new words have the property's name in them, see proxies.go
}

var messages = []message{
	// Variables and properties.
	{old: "cannot read property '%s' of undefined", new: messageReadUndefined},
	{old: "cannot read property '%s' of null", new: messageReadNull},
	{old: "cannot set property '%s' of undefined", new: "Cannot set properties of undefined (setting '%s')"},
	{old: "cannot set property '%s' of null", new: "Cannot set properties of null (setting '%s')"},
	{old: "'%s' is read-only", new: messageConstant, in: []uint32{fnInterpreter, 432, 461}},
	{old: "'%s' is read-only", new: messageReadOnly, in: []uint32{fnSetProperty}},
	{old: "%s is not initialized", new: "Cannot access '%s' before initialization"},
	{old: "redeclaration of '%s'", new: "Identifier '%s' has already been declared"},
	{old: "'this' can be initialized only once", new: "Super constructor may only be called once"},
	{old: "private class field '%s' does not exist", nth: 1, in: []uint32{fnInterpreter},
		new: "Cannot read private member %s from an object whose class did not declare it"},
	{old: "private class field '%s' does not exist", nth: 2, in: []uint32{fnInterpreter},
		new: "Cannot write private member %s to an object whose class did not declare it"},
	{old: "private class field '%s' already exists", new: "Cannot initialize %s twice on the same object"},
	{old: "object is not extensible", new: "#<Object> is not extensible", in: []uint32{fnSetPrototype}},
	{old: "circular prototype chain", new: "Cyclic __proto__ value"},
	{old: "'Immutable prototype object 'Object.prototype' cannot have their prototype set'",
		new: "Immutable prototype object 'Object.prototype' cannot have their prototype set"},

	// Operators and conversions.
	{old: "invalid 'instanceof' right operand", new: "Right-hand side of 'instanceof' is not callable"},
	{old: "toPrimitive", new: "Cannot convert object to primitive value"},
	{old: "cannot convert symbol to number", new: "Cannot convert a Symbol value to a number"},
	{old: "cannot convert symbol to string", new: "Cannot convert a Symbol value to a string"},
	{old: "bigint argument with unary +", new: "Cannot convert a BigInt value to a number"},
	{old: "BigInt operands are forbidden for >>>", new: "BigInts have no unsigned right shift, use >> instead"},
	{old: "BigInt division by zero", new: "Division by zero"},
	{old: "BigInt negative exponent", new: "undefined must be positive"},
	{old: "BigInt is too large to allocate", new: "Maximum BigInt size exceeded"},
	{old: "BigInt is too large", new: "Maximum BigInt size exceeded"},

	// Classes, promises, generators and proxies.
	{old: "derived class constructor must return an object or undefined", new: "Derived constructors may only return object or undefined"},
	{old: "abstract class not constructable", new: "Abstract class Iterator not directly constructable"},
	{old: "promise self resolution", new: "Chaining cycle detected for promise #<Promise>"},
	{old: "resolving function already set", new: "Promise executor has already been invoked with non-undefined arguments"},
	{old: "cannot invoke a running generator", new: "Generator is already running"},
	{old: "cannot invoke a running iterator", new: "Generator is already running"},
	{old: "iterator does not have a throw method", new: "The iterator does not provide a 'throw' method"},
	{old: "revoked proxy", new: revoked("setPrototypeOf"), in: []uint32{fnSetPrototype}},
	{old: "revoked proxy", new: revoked("getPrototypeOf"), in: []uint32{384}},
	{old: "revoked proxy", new: revoked("isExtensible"), in: []uint32{385}},
	{old: "revoked proxy", new: revoked("preventExtensions"), in: []uint32{405}},
	{old: "revoked proxy", new: revoked("getOwnPropertyDescriptor"), in: []uint32{696}},
	{old: "revoked proxy", new: revoked("ownKeys"), in: []uint32{697}},
	{old: "revoked proxy", new: revoked("deleteProperty"), in: []uint32{698}},
	{old: "revoked proxy", new: revoked("defineProperty"), in: []uint32{699}},
	{old: "revoked proxy", new: revoked("has"), in: []uint32{700}},
	{old: "revoked proxy", new: revoked("get"), in: []uint32{701}},
	{old: "revoked proxy", new: revoked("set"), in: []uint32{702}},
	{old: "proxy: bad prototype", new: "'setPrototypeOf' on proxy: trap returned falsish for property 'undefined'"},
	{old: "proxy: inconsistent prototype", new: "'getPrototypeOf' on proxy: proxy target is non-extensible but the trap did not return its actual prototype", in: []uint32{384}},
	{old: "proxy: inconsistent prototype", new: "'setPrototypeOf' on proxy: trap returned truish for setting a new prototype on the non-extensible proxy target", in: []uint32{fnSetPrototype}},
	{old: "proxy: inconsistent preventExtensions", new: "'preventExtensions' on proxy: trap returned truish but the proxy target is extensible"},
	{old: "proxy: duplicate property", new: "'ownKeys' on proxy: trap returned duplicate entries"},
	{old: "proxy: property not present in target were returned by non extensible proxy", new: "'ownKeys' on proxy: trap returned extra keys but proxy target is non-extensible"},
	{old: "proxy: target property must be present in proxy ownKeys", new: "'ownKeys' on proxy: trap result did not include '%s'", named: true},
	{old: "proxy: defineProperty exception", new: "'defineProperty' on proxy: trap returned falsish for property '%s'", named: true},
	{old: "proxy: cannot set property", new: "'set' on proxy: trap returned falsish for property '%s'", named: true},

	// Builtins.
	{old: "() {\n    [native code]\n}", new: "() { [native code] }"},                  // as the text of a function
	{old: "invalid array length", new: "offset is out of bounds", in: []uint32{1038}}, // %TypedArray%.prototype.set
	{old: "invalid array length", new: "Invalid array length"},
	{old: "invalid string length", new: "Invalid string length"},
	{old: "invalid array buffer length", new: "Invalid array buffer length"},
	{old: "array buffer is not resizable", new: "Method ArrayBuffer.prototype.resize called on incompatible receiver #<ArrayBuffer>"},
	{old: "not a TypedArray", new: "this is not a typed array."},
	{old: "out of bound", new: "Offset is outside the bounds of the DataView"},
	{old: "%s object expected", new: "First argument to DataView constructor must be an ArrayBuffer", in: []uint32{fnDataView}},
	{old: "ArrayBuffer is detached", new: "Cannot perform Construct on a detached ArrayBuffer", in: []uint32{fnTypedArray}},
	{old: "ArrayBuffer is detached", new: "Cannot perform DataView constructor on a detached ArrayBuffer", in: []uint32{fnDataView}},
	{old: "ArrayBuffer is detached", new: "Cannot perform ArrayBuffer.prototype.slice on a detached ArrayBuffer", in: []uint32{1029}},
	{old: "invalid number of digits", new: "toFixed() digits argument must be between 0 and 100", in: []uint32{933}},
	{old: "invalid number of digits", new: "toExponential() argument must be between 0 and 100", in: []uint32{932}},
	{old: "invalid number of digits", new: "toPrecision() argument must be between 1 and 100", in: []uint32{934}},
	{old: "empty array", new: "Reduce of empty array with no initial value"},
	{old: "empty iterator", new: "Reduce of a done iterator with no initial value"},
	{old: "bad normalization form", new: "The normalization form should be one of NFC, NFD, NFKC, NFKD."},
	{old: "Date value is NaN", new: "Invalid time value"},
	{old: "not a Date object", new: "this is not a Date object."},
	{old: "BigInt are forbidden in JSON.stringify", new: "Do not know how to serialize a BigInt"},
	{old: "circular reference", new: "Converting circular structure to JSON", in: []uint32{fnStringify}},
	{old: "malformed UTF-8", new: "URI malformed"},
	{old: "invalid character", new: "URI malformed"},
	{old: "expecting hex digit", new: "URI malformed"},
	{old: "expecting surrogate pair", new: "URI malformed"},
	{old: "expecting %%", new: "URI malformed"},
	{old: ".size is undefined", new: "The .size property is NaN"},

	// Syntax.
	{old: "return not in a function", new: "Illegal return statement"},
	{old: "invalid assignment left-hand side", new: "Invalid left-hand side in assignment"},
	{old: "missing initializer for const variable", new: "Missing initializer in const declaration"},
	{old: "'let' is not a valid lexical identifier", new: "let is disallowed as a lexically bound name"},
	{old: "invalid keyword: with", new: "Strict mode code may not include a with statement"},
	{old: "new.target only allowed within functions", new: "new.target expression is not allowed here"},
	{old: "undefined private field '%s'", new: "Private field '%s' must be declared in an enclosing class"},
	{old: "property constructor appears more than once", new: "A class may only have one constructor"},
}

// Messages that tell apart what QuickJS does not.
const (
	messageNoSuper       = "Must call super constructor in derived class before accessing 'this' or returning from derived constructor"
	messageReadOnly      = "Cannot assign to read only property '%s' of object '#<Object>'"
	messageConstant      = "Assignment to constant variable."
	messagePrivate       = "Private method '%s' is not writable"
	messageReadUndefined = "Cannot read properties of undefined (reading '%s')"
	messageReadNull      = "Cannot read properties of null (reading '%s')"
	messageUndefined     = "undefined is not iterable (cannot read property Symbol(Symbol.iterator))"
	messageNull          = "object null is not iterable (cannot read property Symbol(Symbol.iterator))"
	messageForeign       = "ArrayBuffer is not detachable and could not be cloned."
	messageNoObject      = "Right-hand side of 'instanceof' is not an object"
	messageNotExtensible = "Cannot add property %s, object is not extensible"
)

func revoked(trap string) string {
	return "Cannot perform '" + trap + "' on a proxy that has been revoked"
}

// messageBase and messageEnd bound where the new words are kept: the low end of
// the stack that the guest boots on and then leaves for good. Booting does not
// get that far down.
const (
	messageBase = 99872
	messageEnd  = messageBase + 8<<10
)

// addMessages lets functions say V8's words. Compilers share the storage of
// equal strings and of equal ends, so that the old ones stay as they are and
// the operands that are their addresses change.
func (l *linker) addMessages() {
	var words []byte
	at := map[string]uint32{}
	said := map[*message]int{}
	addresses := map[int32][]*message{}
	put := func(text string) {
		if _, ok := at[text]; !ok {
			at[text] = messageBase + uint32(len(words))
			words = append(append(words, text...), 0)
		}
	}
	put(messageNoSuper)
	put(messageNoObject)
	put(messageForeign)
	put(messageUndefined)
	put(messageNull)
	put(messagePrivate)
	put(messageNotExtensible)
	for i := range messages {
		msg := &messages[i]
		put(msg.new)
		found := l.stringsOf(msg.old)
		l.expect(len(found) > 0, "no message: "+msg.old)
		for _, address := range found {
			addresses[address] = append(addresses[address], msg)
		}
	}
	l.expect(messageBase+len(words) <= messageEnd, "too many messages")
	keys := l.keepProxyKeys()
	l.fail(l.m.RewriteBodies(func(fn uint32, body []byte) ([]byte, error) {
		seen := map[int32]int{}
		name := naming{key: keys[fn]}
		return editor.Replace(body, func(in editor.Instr) []byte {
			if code := name.next(in); code != nil || in.Op != editor.OpI32Const {
				return code
			}
			address := in.I32()
			seen[address]++
			for _, msg := range addresses[address] {
				if msg.covers(fn, seen[address]) {
					said[msg]++
					if msg.named {
						name.begin()
					}
					return editor.NewAsm().I32Const(int32(at[msg.new])).Bytes()
				}
			}
			return nil
		})
	}))
	for i := range messages {
		l.expect(said[&messages[i]] > 0, "nobody says: "+messages[i].old)
	}
	l.m.AddData(messageBase, words)
	l.words = at

	// (ctx, atom) → nothing
	l.enter(fnUninitialized, editor.NewAsm().
		LocalGet(1).I32Const(atomThis).I32Eq().If().
		LocalGet(0).I32Const(int32(at[messageNoSuper])).I32Const(0).Call(fnReferenceError).Drop().Return().
		End())
	// (ctx, value, target JSValue) → 1, 0 or -1
	l.enter(fnInstanceOf, editor.NewAsm().
		LocalGet(2).I64Const(32).I64ShrU().I32WrapI64().I32Const(-1).I32Ne().If().
		LocalGet(0).I32Const(int32(at[messageNoObject])).I32Const(0).Call(fnTypeError).Drop().I32Const(-1).Return().
		End())
	l.guardTransfer(at[messageForeign])
	l.addSymbolNames(fnAtomTypeError, fnSetProperty)
	l.addNotExtensible(l.stringsOf("object is not extensible"), at[messageNotExtensible])
	// (ctx, format, atom) → nothing
	known := func(format, text string) *editor.Asm {
		return editor.NewAsm().
			LocalGet(1).I32Const(int32(at[format])).I32Eq().If().
			LocalGet(0).I32Const(int32(at[text])).I32Const(0).Call(fnTypeError).Drop().Return().
			End()
	}
	l.enter(fnAtomTypeError, editor.NewAsm().
		LocalGet(1).I32Const(int32(at[messageConstant])).I32Eq().If().
		GlobalGet(globalStackPointer).I32Const(80).I32Sub().GlobalSet(globalStackPointer).
		LocalGet(0).I32Load(contextRuntime).GlobalGet(globalStackPointer).LocalGet(2).Call(fnAtomString).
		I32Load8U(0).I32Const('#').I32Eq().If().I32Const(int32(at[messagePrivate])).LocalSet(1).End().
		GlobalGet(globalStackPointer).I32Const(80).I32Add().GlobalSet(globalStackPointer).
		End().
		LocalGet(2).I32Const(atomIterator).I32Eq().If().
		Raw(known(messageReadUndefined, messageUndefined).Bytes()).
		Raw(known(messageReadNull, messageNull).Bytes()).
		End())
}

// addNotExtensible lets the two functions that add properties name the one that
// cannot be added, in place of an error that does not. Both have the context in
// local 0 and the property in local 2.
func (l *linker) addNotExtensible(old []int32, words uint32) {
	for _, fn := range []uint32{fnSetProperty, fnCreateProperty} {
		said, named := false, 0
		body, err := editor.Replace(l.m.Body(fn), func(in editor.Instr) []byte {
			before := said
			said = in.Op == editor.OpI32Const && slices.Contains(old, in.I32())
			if !before || in.Op != editor.OpCall || in.U32() != fnThrowOrFalse {
				return nil
			}
			named++
			return editor.NewAsm().Call(fnThrowOrFalse).I32Const(0).I32LtS().IfOf(i32).
				LocalGet(0).I32Const(int32(words)).LocalGet(2).Call(fnAtomTypeError).I32Const(-1).
				Else().I32Const(0).End().Bytes()
		})
		l.fail(err)
		l.expect(named == 1, "no property is added as expected")
		l.fail(l.m.SetBody(fn, body))
	}
}

// enter lets a function begin with code.
func (l *linker) enter(fn uint32, code *editor.Asm) {
	body, err := editor.InsertAtEntry(l.m.Body(fn), code.Bytes())
	l.fail(err)
	l.fail(l.m.SetBody(fn, body))
}

func (m *message) covers(fn uint32, nth int) bool {
	if m.nth != 0 && m.nth != nth {
		return false
	}
	for _, f := range m.in {
		if f == fn {
			return true
		}
	}
	return len(m.in) == 0
}

// stringsOf returns the addresses of the C strings that read text. One that
// another ends with counts too.
func (l *linker) stringsOf(text string) (found []int32) {
	pattern := append([]byte(text), 0)
	for _, d := range l.m.Data() {
		base, ok := d.Offset.I32()
		for i := 0; ok; i++ {
			n := bytes.Index(d.Bytes[i:], pattern)
			if n < 0 {
				break
			}
			i += n
			found = append(found, base+int32(i))
		}
	}
	return found
}
