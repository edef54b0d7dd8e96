package engine

import (
	"errors"

	"github.com/wjs-run/wjs/engine/guest"
)

// Bytes returns the bytes of an ArrayBuffer, a typed array or a DataView in
// place, to be read and written until the next call of the guest; ok is false
// for other values. A detached buffer has none.
func (iso *Isolate) Bytes(v Value) (b []byte, ok bool) {
	class := iso.Class(v)
	payload := iso.load32(v.ptr() + guest.ObjectPayload)
	switch {
	case class == guest.ClassArrayBuffer || class == guest.ClassSharedArrayBuffer:
		return iso.bufferBytes(payload), true
	case class >= guest.ClassUint8ClampedArray && class <= guest.ClassDataView:
		whole := iso.bufferBytes(iso.load32(iso.load32(payload+guest.ViewBuffer) + guest.ObjectPayload))
		offset, length := uint64(iso.load32(payload+guest.ViewOffset)), uint64(iso.load32(payload+guest.ViewLength))
		if offset > uint64(len(whole)) {
			return nil, true // the buffer has shrunk or is detached
		}
		if iso.tracks(payload) {
			length = uint64(len(whole)) - offset
		}
		if offset+length > uint64(len(whole)) {
			return nil, true
		}
		return whole[offset : offset+length : offset+length], true
	}
	return nil, false
}

// tracks reports whether a view has the length of its resizable buffer.
func (iso *Isolate) tracks(view uint32) bool {
	b := iso.view(view+guest.ViewTracks, 1)
	return b != nil && b[0] != 0
}

func (iso *Isolate) bufferBytes(buffer uint32) []byte {
	head := iso.view(buffer, 16)
	if head == nil || head[guest.BufferDetached] != 0 {
		return nil
	}
	n := iso.load32(buffer + guest.BufferLength)
	if n == 0 {
		return []byte{}
	}
	return iso.view(iso.load32(buffer+guest.BufferData), n)
}

// NewArrayBuffer makes an ArrayBuffer with a copy of b.
func (iso *Isolate) NewArrayBuffer(b []byte) (Value, error) {
	if uint64(len(b)) >= 1<<31 {
		return Undefined, iso.rangeError("Array buffer allocation failed")
	}
	ptr, err := iso.alloc(uint32(len(b)))
	if err != nil {
		return Undefined, err
	}
	dst := iso.view(ptr, uint32(len(b)))
	if dst == nil {
		return Undefined, errors.New("engine: the guest's allocator answered with an address outside of its memory")
	}
	iso.pace.Copy(dst, b)
	return iso.result(iso.call(fnArrayBuffer, uint64(iso.context), uint64(ptr), uint64(len(b))))
}
