package hostcalls

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"sync"

	"github.com/wjs-run/wjs/engine"
)

// CodeStore keeps compiled code by name from one process to the next. It may be
// used from any goroutine.
type CodeStore interface {
	// Read returns what was written last under the name, or nil.
	Read(name string) []byte
	// Write may keep the data.
	Write(name string, data []byte)
	// Secret returns 32 bytes that no program knows, the same in each process that
	// has the store.
	Secret() ([]byte, error)
}

// Code is where runtimes look for programs that were compiled before.
type Code struct {
	store  CodeStore
	key    [sha256.Size]byte
	secret func() [sha256.Size]byte
}

// noStore is the Code of isolates that are given none.
var noStore = NewCode(nil, [sha256.Size]byte{})

// NewCode makes a Code over a store that nobody else can write to. The key is the
// hash of all that compiling depends on. Without a store programs are compiled
// anew, and what they keep themselves holds for this process.
func NewCode(store CodeStore, key [sha256.Size]byte) *Code {
	return &Code{store: store, key: key, secret: sync.OnceValue(func() [sha256.Size]byte {
		var secret []byte
		if store != nil {
			secret, _ = store.Secret()
		}
		if len(secret) < sha256.Size {
			secret = make([]byte, sha256.Size)
			_, _ = rand.Read(secret)
		}
		return sha256.Sum256(append(secret, key[:]...))
	})}
}

// MinCode is from how many bytes on a text is looked for in the store: what is
// shorter is compiled nearly as soon as it is found. See BenchmarkCompiledBefore.
const MinCode = 8 << 10

// MaxCode is up to how many bytes: hashing cannot be interrupted.
const MaxCode = 32 << 20

// CodeState says whether programs are looked for among those compiled before.
type CodeState int

// The states.
const (
	CodeKept     CodeState = iota
	CodeNotKept            // there is no store
	CodeUncached           // they must not be, as Options say
)

// CodeState says it for this isolate. Where fuel is limited it is not done: what
// loading costs is not what compiling costs, and a program's fuel must not depend
// on what ran before it.
func (e *Env) CodeState() CodeState {
	switch {
	case e.code.store == nil:
		return CodeNotKept
	case e.noCode || e.iso.Limits().Fuel != 0:
		return CodeUncached
	}
	return CodeKept
}

// bytecode returns the bytecode of a text, from the store or for it, or nil when
// it is to be compiled as usual.
func (e *Env) bytecode(kind engine.TextKind, source string) *engine.Bytecode {
	if len(source) < MinCode || len(source) > MaxCode || e.CodeState() != CodeKept {
		return nil
	}
	text := engine.NewText(kind, source)
	name := e.code.name(text)
	if data := e.code.store.Read(name); data != nil {
		if b, err := engine.OpenBytecode(data, e.code.key, text); err == nil {
			return b
		}
	}
	b, err := e.iso.CompileBytecode(text)
	if err != nil {
		return nil // the text does not compile, or not within the bounds
	}
	e.code.store.Write(name, b.Seal(e.code.key))
	return b
}

func (c *Code) name(t *engine.Text) string {
	sum := t.Sum()
	sum = sha256.Sum256(append(c.key[:], sum[:]...))
	return hex.EncodeToString(sum[:20])
}

// CompileScript compiles a script for a realm, or takes it from what was compiled
// before.
func (e *Env) CompileScript(realm engine.Realm, source, file string) (engine.Value, error) {
	if b := e.bytecode(engine.TextScript, source); b != nil {
		if v, err := e.LoadScript(realm, b, file); err != nil || !v.IsUndefined() {
			return v, err
		}
	}
	return e.iso.CompileScriptIn(realm, source, file)
}

// LoadScript is Isolate.LoadScript. The result is undefined where there is no room
// for it, in memory or on the stack: its text may be compiled.
func (e *Env) LoadScript(realm engine.Realm, b *engine.Bytecode, file string) (engine.Value, error) {
	v, err := e.iso.LoadScript(realm, b, file)
	if err == nil || e.iso.Dead() != nil {
		return v, err
	}
	if thrown := (*engine.ThrownError)(nil); errors.As(err, &thrown) {
		e.iso.Free(thrown.Value)
	}
	return engine.Undefined, nil
}

// SealedCode is the bytecode of a text for the program to keep, so that OpenCode
// knows it again: here, and where the same store is.
func (e *Env) SealedCode(kind engine.TextKind, source string) ([]byte, error) {
	b := e.bytecode(kind, source)
	if b == nil {
		var err error
		if b, err = e.iso.CompileBytecode(engine.NewText(kind, source)); err != nil {
			return nil, err
		}
	}
	return b.Seal(e.code.secret()), nil
}

// OpenCode returns the bytecode of a text that SealedCode has made, or nil if data
// is anything else.
func (e *Env) OpenCode(kind engine.TextKind, source string, data []byte) *engine.Bytecode {
	b, err := engine.OpenBytecode(data, e.code.secret(), engine.NewText(kind, source))
	if err != nil {
		return nil
	}
	return b
}

// RunScript runs a script in a realm, as Isolate.EvalIn does.
func (e *Env) RunScript(realm engine.Realm, source, file string) (engine.Value, error) {
	if len(source) < MinCode {
		return e.iso.EvalIn(realm, source, file)
	}
	code, err := e.CompileScript(realm, source, file)
	if err != nil {
		return engine.Undefined, err
	}
	defer e.iso.Free(code)
	return e.iso.RunScriptIn(realm, code)
}

// compileModule is Isolate.CompileModule, or takes the module from what was
// compiled before.
func (e *Env) compileModule(source, name string, meta engine.Value) (engine.Module, error) {
	if b := e.bytecode(engine.TextModule, source); b != nil {
		m, err := e.iso.LoadModule(e.iso.Main(), b, name, e.iso.Dup(meta))
		if !errors.Is(err, engine.ErrNoRoom) {
			e.iso.Free(meta)
			return m, err
		}
	}
	return e.iso.CompileModule(source, name, meta)
}
