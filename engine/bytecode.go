package engine

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/wjs-run/wjs/engine/guest"
)

// ErrBytecode is returned for bytes that Seal has not made with that key, in a
// program with the same engine, of that text. It must be compiled anew.
var ErrBytecode = errors.New("engine: the bytecode does not fit")

// ErrText is returned by CompileBytecode for a text that does not compile.
var ErrText = errors.New("engine: the text does not compile")

// TextKind is what a text is compiled as.
type TextKind uint32

// The kinds of text.
const (
	TextScript TextKind = iota
	TextModule
)

// Text is what bytecode is made of. What file it comes from is said when it is
// loaded.
type Text struct {
	kind   TextKind
	source string
	sum    [sha256.Size]byte
}

// NewText is a text to be compiled.
func NewText(kind TextKind, source string) *Text {
	t := &Text{kind: kind, source: source}
	h := sha256.New()
	h.Write([]byte{byte(kind)})
	_, _ = io.WriteString(h, source)
	h.Sum(t.sum[:0])
	return t
}

// Sum is the hash of all of the text.
func (t *Text) Sum() [sha256.Size]byte { return t.sum }

// place stands for the file in bytecode, where no text can have the same.
func (t *Text) place() string { return "wjs:" + hex.EncodeToString(t.sum[:16]) }

// Bytecode is what compiling a text came to, apart from any isolate. There is no
// way to make one but CompileBytecode, and OpenBytecode of what that has made. It
// may be used from any goroutine.
type Bytecode struct {
	text  *Text
	size  uint64 // in the guest, without the file
	file  uint64 // where the file goes
	delta []byte // see delta.go
}

// CompileBytecode compiles a text for this isolate and others. That is done in an
// isolate which has run nothing: whatever the program in this one may have done
// to its engine, it has no part in what another program will run. It counts as
// work of this isolate, and ends with it; a second memory of the same limit is
// there for as long as it takes.
//
// The error for a text that does not compile is ErrText; who compiles it in this
// isolate gets the exception.
func (iso *Isolate) CompileBytecode(t *Text) (*Bytecode, error) {
	if iso.dead != nil {
		return nil, iso.deadError()
	}
	iso.moduleRuns(true)
	defer iso.moduleRuns(false)
	apart, err := iso.engine.newBlank(context.WithoutCancel(iso.ctx.Context), Hooks{
		ResolveModule: func(*Isolate, string, string) (string, bool) { return noImport, true },
		LoadModule: func(apart *Isolate, name string) (Module, bool) {
			m, err := apart.NewSyntheticModule(apart.Main(), name, nil)
			return m, err == nil
		},
	}, Limits{Memory: iso.limits.Memory - min(iso.mem.Size(), iso.limits.Memory), Stack: iso.limits.Stack})
	if err != nil {
		return nil, err
	}
	defer apart.Close()
	apart.client = iso
	code, err := apart.compileText(t)
	if thrown := (*ThrownError)(nil); errors.As(err, &thrown) {
		err = ErrText // the exception goes with its isolate
	}
	if err != nil {
		return nil, err
	}
	head, tail, ok := bytes.Cut(code, encodeAtom(t.place()))
	if !ok {
		return nil, errors.New("engine: the guest has written bytecode of no file")
	}
	code = slices.Concat(head, tail)
	var exceeded error
	d, ok := delta(code, []byte(t.source), func() bool {
		_, exceeded = iso.exceeded()
		return exceeded != nil
	})
	if !ok {
		return nil, exceeded
	}
	return &Bytecode{text: t, size: uint64(len(code)), file: uint64(len(head)), delta: d}, nil
}

// blank is an isolate that has run nothing, frozen when it is needed first.
type blank struct {
	mu   sync.Mutex
	snap *Snapshot
}

func (b *blank) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.snap == nil {
		return nil
	}
	return b.snap.Close()
}

// newBlank makes an isolate that has run nothing, sooner than NewIsolate.
func (e *Engine) newBlank(ctx context.Context, hooks Hooks, limits Limits) (*Isolate, error) {
	e.blank.mu.Lock()
	defer e.blank.mu.Unlock()
	if e.blank.snap == nil {
		iso, err := e.NewIsolate(ctx, Hooks{}, Limits{})
		if err != nil {
			return nil, err
		}
		defer iso.Close()
		if e.blank.snap, err = iso.Freeze(); err != nil {
			return nil, err
		}
	}
	return e.Clone(ctx, e.blank.snap, hooks, limits)
}

// noImport is the module that all imports mean where nothing is run.
const noImport = "wjs:none"

// maxBytecode is the most bytes that are worth to be handled at once, which cannot
// be interrupted.
const maxBytecode = 64 << 20

// compileText returns the bytecode where it lies in the isolate.
func (iso *Isolate) compileText(t *Text) ([]byte, error) {
	var v Value
	if t.kind == TextModule {
		m, err := iso.CompileModule(t.source, t.place(), Undefined)
		if err != nil {
			return nil, err
		}
		v = Value(m.value())
	} else {
		var err error
		if v, err = iso.CompileScript(t.source, t.place()); err != nil {
			return nil, err
		}
	}
	size, err := iso.alloc(4)
	if err != nil {
		return nil, err
	}
	at, err := iso.pointer(iso.call(fnWriteBytecode, uint64(iso.context), uint64(v), uint64(size)))
	if err != nil {
		return nil, err
	}
	n := iso.load32(size)
	if n > maxBytecode {
		return nil, ErrNoRoom
	}
	code := iso.view(at, n)
	if code == nil {
		return nil, errors.New("engine: the guest has written bytecode outside of its memory")
	}
	return code, nil
}

// LoadScript makes of the bytecode of a script what CompileScript makes of its
// text, in a realm: for RunScriptIn.
func (iso *Isolate) LoadScript(realm Realm, b *Bytecode, file string) (Value, error) {
	return iso.load(realm, b, TextScript, file)
}

// LoadModule makes of the bytecode of a module what CompileModuleIn makes of its
// text.
func (iso *Isolate) LoadModule(realm Realm, b *Bytecode, name string, meta Value) (Module, error) {
	v, err := iso.load(realm, b, TextModule, name)
	return iso.moduleOf(v, err, meta)
}

func (iso *Isolate) load(realm Realm, b *Bytecode, kind TextKind, file string) (Value, error) {
	if b.text.kind != kind {
		return Undefined, fmt.Errorf("%w: it is of another kind", ErrBytecode)
	}
	name := encodeAtom(file)
	size := b.size + uint64(len(name))
	// Its bytes, and what they become.
	if need := size * 5 / 2; need > guest.LargeBuffer && !iso.fits(uint32(need)) {
		return Undefined, ErrNoRoom
	}
	at, err := iso.alloc(uint32(size))
	if err != nil {
		return Undefined, err
	}
	defer iso.freeBytes(at)
	code := iso.view(at, uint32(size))
	if code == nil {
		return Undefined, errors.New("engine: the guest's allocator answered with an address outside of its memory")
	}
	if err := applyDelta(code[len(name):], b.delta, b.text.source); err != nil {
		return Undefined, fmt.Errorf("%w: %w", ErrBytecode, err)
	}
	copy(code[:b.file], code[len(name):])
	copy(code[b.file:], name)
	return iso.result(iso.call(fnReadBytecode, uint64(realm), uint64(at), size))
}

// encodeAtom is how bytecode has a name, up to a NUL as everywhere.
func encodeAtom(name string) []byte {
	name, _, _ = strings.Cut(name, "\x00")
	units, wide, _ := measure(nil, name)
	if !wide {
		b := binary.AppendUvarint(nil, uint64(units)<<1)
		b = append(b, make([]byte, units)...)
		fillNarrow(nil, b[len(b)-units:], name)
		return b
	}
	b := binary.AppendUvarint(nil, uint64(units)<<1|1)
	b = append(b, make([]byte, 2*units)...)
	fillWide(nil, b[len(b)-2*units:], name)
	return b
}

// ErrNoRoom is returned for bytecode that might not fit into the isolate's memory
// while it is read. Compiling its text takes less.
var ErrNoRoom = errors.New("engine: no room for the bytecode")

var bytecodeMagic = [8]byte{'w', 'j', 's', 'c', 'o', 'd', 'e', 1}

// BytecodeVersion changes whenever bytecode that was sealed before is refused.
func BytecodeVersion() uint32 {
	return crc32.ChecksumIEEE(fmt.Appendf(nil, "%s %d %s", bytecodeMagic, guest.LinkVersion, guest.SHA256))
}

// bytecodeHeader stands before sealed bytecode.
type bytecodeHeader struct {
	Magic [8]byte
	MAC   [32]byte // see seal; of the hashes of the guest and of the text and of the code, too
	Link  uint32   // guest.LinkVersion
	Kind  TextKind
	Size  uint64 // of the bytecode, without the file
	File  uint64 // where it goes
}

var bytecodeHeaderSize = binary.Size(&bytecodeHeader{})

func (h bytecodeHeader) mac(key [32]byte, text *Text, delta []byte) [32]byte {
	h.MAC = [32]byte{}
	return seal(key, &h, []byte(guest.SHA256), text.sum[:], delta)
}

// Seal returns the bytecode in a form that OpenBytecode reads. The engine believes
// bytecode blindly: whoever can make a seal decides what the engine does. So the
// key is secret or, where nobody else can write to what is opened, the hash of
// what it was made for.
func (b *Bytecode) Seal(key [32]byte) []byte {
	h := bytecodeHeader{Magic: bytecodeMagic, Link: guest.LinkVersion, Kind: b.text.kind, Size: b.size, File: b.file}
	h.MAC = h.mac(key, b.text, b.delta)
	return append(appendHeader(make([]byte, 0, bytecodeHeaderSize+len(b.delta)), &h), b.delta...)
}

// OpenBytecode reads what Seal has made under the same key of bytecode of that
// text. Anything else is ErrBytecode. It keeps data, which must not change.
func OpenBytecode(data []byte, key [32]byte, text *Text) (*Bytecode, error) {
	wrong := func(what string) (*Bytecode, error) { return nil, fmt.Errorf("%w: %s", ErrBytecode, what) }
	if len(data) < bytecodeHeaderSize {
		return wrong("it is truncated")
	}
	var h bytecodeHeader
	if _, err := binary.Decode(data, binary.LittleEndian, &h); err != nil {
		return wrong(err.Error())
	}
	if h.Magic != bytecodeMagic || h.Link != guest.LinkVersion {
		return wrong("it is of another version")
	}
	if h.Kind != text.kind || h.Size > maxBytecode || h.File > h.Size {
		return wrong("it is of another text")
	}
	delta := data[bytecodeHeaderSize:]
	if mac := h.mac(key, text, delta); !hmac.Equal(mac[:], h.MAC[:]) {
		return wrong("it was not made here, or of another text")
	}
	return &Bytecode{text: text, size: h.Size, file: h.File, delta: delta}, nil
}
