package engine

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/wjs-run/wjs/engine/memory"
)

// ErrSnapshot is returned for a saved snapshot that is damaged, truncated or
// made for something else. It must be built anew.
var ErrSnapshot = errors.New("engine: the saved snapshot does not fit")

var snapshotMagic = [8]byte{'w', 'j', 's', 's', 'n', 'a', 'p', 4}

// snapshotHeader stands before a saved snapshot: the header, what its owner
// keeps beside it, zeros up to a page, the memory.
type snapshotHeader struct {
	Magic            [8]byte
	MAC              [32]byte // see seal; of what the owner keeps, too
	Sum              [32]byte // SHA-256 of the memory
	Size, Extra      uint64
	Globals          state
	StackPointer     uint64
	StackSize        uint64 // that is reserved for it; see moveStack
	Runtime, Context uint32
}

var headerSize = binary.Size(&snapshotHeader{})

// maxExtra bounds what an owner keeps beside a snapshot.
const maxExtra = 1 << 20

// memoryOffset is where the memory begins: on a page of any system.
func memoryOffset(extra uint64) uint64 {
	return (uint64(headerSize) + extra + memory.PageSize - 1) &^ (memory.PageSize - 1)
}

func (h snapshotHeader) mac(key [32]byte, extra []byte) [32]byte {
	h.MAC = [32]byte{}
	return seal(key, &h, extra)
}

// Save writes the snapshot with whatever its owner keeps beside it, at most
// 1 MiB. A saved snapshot is code: who loads it must know by the key that it is
// the one that was saved. That is so if the key is secret, or if the file is
// where nobody else can write and the key is the hash of what it was made for.
func (s *Snapshot) Save(w io.Writer, key [32]byte, extra []byte) error {
	if len(extra) > maxExtra {
		return fmt.Errorf("engine: %d bytes beside a snapshot are too many", len(extra))
	}
	content := s.image.Bytes()
	if content == nil {
		return ErrClosed
	}
	h := snapshotHeader{Magic: snapshotMagic, Sum: sha256.Sum256(content), Size: s.image.Size(), Extra: uint64(len(extra)),
		Globals: s.globals, StackPointer: s.stack, StackSize: stackSize, Runtime: s.runtime, Context: s.context}
	h.MAC = h.mac(key, extra)
	if _, err := w.Write(headerBytes(h, extra)); err != nil {
		return err
	}
	_, err := w.Write(content)
	return err
}

// headerBytes is all that stands before the memory.
func headerBytes(h snapshotHeader, extra []byte) []byte {
	head := make([]byte, 0, memoryOffset(uint64(len(extra))))
	return append(appendHeader(head, &h), extra...)[:cap(head)]
}

// LoadSnapshot reads what Save wrote under the same key, and checks all of it.
// Anything else is ErrSnapshot.
func LoadSnapshot(data []byte, key [32]byte) (s *Snapshot, extra []byte, err error) {
	h, extra, err := readHeader(bytes.NewReader(data), uint64(len(data)), key)
	if err != nil {
		return nil, nil, err
	}
	content := data[memoryOffset(h.Extra):]
	if sha256.Sum256(content) != h.Sum {
		return nil, nil, fmt.Errorf("%w: it is damaged", ErrSnapshot)
	}
	image, err := memory.Freeze(content)
	if err != nil {
		return nil, nil, err
	}
	return h.snapshot(image), extra, nil
}

// File is an open file that can be mapped, such as *os.File.
type File interface {
	io.ReaderAt
	Fd() uintptr
}

// MapSnapshot is LoadSnapshot for a file of the given size that stays as it is:
// clones read its pages from it when they need them. Only the header is checked,
// so nobody else may be able to write to the file. It fails with
// errors.ErrUnsupported where files cannot be mapped. The file may be closed
// afterwards.
func MapSnapshot(f File, size int64, key [32]byte) (s *Snapshot, extra []byte, err error) {
	h, extra, err := readHeader(f, uint64(max(size, 0)), key)
	if err != nil {
		return nil, nil, err
	}
	image, err := memory.Map(f.Fd(), memoryOffset(h.Extra), h.Size)
	if err != nil {
		return nil, nil, err
	}
	return h.snapshot(image), extra, nil
}

func readHeader(r io.ReaderAt, size uint64, key [32]byte) (h snapshotHeader, extra []byte, err error) {
	wrong := func(what string) (snapshotHeader, []byte, error) {
		return h, nil, fmt.Errorf("%w: %s", ErrSnapshot, what)
	}
	head := make([]byte, headerSize)
	if _, err := r.ReadAt(head, 0); err != nil {
		return wrong("it is truncated")
	}
	if _, err := binary.Decode(head, binary.LittleEndian, &h); err != nil {
		return wrong(err.Error())
	}
	if h.Magic != snapshotMagic || h.StackSize != stackSize {
		return wrong("it is of another version")
	}
	if h.Extra > maxExtra || h.Size == 0 || h.Size%memory.PageSize != 0 || h.Size > maxImage || memoryOffset(h.Extra)+h.Size != size {
		return wrong("it is truncated")
	}
	extra = make([]byte, h.Extra)
	if n, err := r.ReadAt(extra, int64(headerSize)); n < len(extra) {
		return wrong(fmt.Sprint("it is truncated: ", err))
	}
	if mac := h.mac(key, extra); !hmac.Equal(mac[:], h.MAC[:]) {
		return wrong("it was made for something else")
	}
	if h.StackPointer >= h.Size || uint64(h.Runtime) >= h.Size || uint64(h.Context) >= h.Size {
		return wrong("it points outside of itself")
	}
	return h, extra, nil
}

// maxImage is all that a memory of WebAssembly can be.
const maxImage = 1 << 32

func (h *snapshotHeader) snapshot(image *memory.Image) *Snapshot {
	return &Snapshot{image: image, runtime: h.Runtime, context: h.Context, globals: h.Globals, stack: h.StackPointer}
}
