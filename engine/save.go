package engine

import (
	"bytes"
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

var snapshotMagic = [8]byte{'w', 'j', 's', 's', 'n', 'a', 'p', 2}

// snapshotHeader stands before the memory in a saved snapshot.
type snapshotHeader struct {
	Magic            [8]byte
	Key              [32]byte // what the snapshot was made for
	Sum              [32]byte // SHA-256 of all that follows the header
	Size, Extra      uint64
	Globals          state
	StackPointer     uint64
	Runtime, Context uint32
}

// Save writes the snapshot with whatever its owner keeps beside it. key says
// what it was made for. A saved snapshot is code: it must be kept where nobody
// else can write.
func (s *Snapshot) Save(w io.Writer, key [32]byte, extra []byte) error {
	h := snapshotHeader{Magic: snapshotMagic, Key: key, Size: s.image.Size(), Extra: uint64(len(extra)),
		Globals: s.globals, StackPointer: s.stack, Runtime: s.runtime, Context: s.context}
	sum := sha256.New()
	sum.Write(extra)
	if _, err := s.image.WriteTo(sum); err != nil {
		return err
	}
	sum.Sum(h.Sum[:0])
	if err := binary.Write(w, binary.LittleEndian, &h); err != nil {
		return err
	}
	if _, err := w.Write(extra); err != nil {
		return err
	}
	_, err := s.image.WriteTo(w)
	return err
}

// LoadSnapshot reads what Save wrote for the same key. Anything else is
// ErrSnapshot.
func LoadSnapshot(data []byte, key [32]byte) (s *Snapshot, extra []byte, err error) {
	var h snapshotHeader
	head := binary.Size(&h)
	if len(data) < head {
		return nil, nil, fmt.Errorf("%w: it is truncated", ErrSnapshot)
	}
	if err := binary.Read(bytes.NewReader(data[:head]), binary.LittleEndian, &h); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrSnapshot, err)
	}
	body := data[head:]
	switch {
	case h.Magic != snapshotMagic || h.Key != key:
		return nil, nil, fmt.Errorf("%w: it was made for something else", ErrSnapshot)
	case h.Extra > uint64(len(body)) || h.Size != uint64(len(body))-h.Extra || h.Size%memory.PageSize != 0:
		return nil, nil, fmt.Errorf("%w: it is truncated", ErrSnapshot)
	case sha256.Sum256(body) != h.Sum:
		return nil, nil, fmt.Errorf("%w: it is damaged", ErrSnapshot)
	case h.StackPointer >= h.Size || uint64(h.Runtime) >= h.Size || uint64(h.Context) >= h.Size:
		return nil, nil, fmt.Errorf("%w: it points outside of itself", ErrSnapshot)
	}
	image, err := memory.Freeze(body[h.Extra:])
	if err != nil {
		return nil, nil, err
	}
	return &Snapshot{image: image, runtime: h.Runtime, context: h.Context, globals: h.Globals, stack: h.StackPointer}, body[:h.Extra], nil
}
