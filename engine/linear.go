package engine

import "encoding/binary"

// view returns n bytes of linear memory at ptr, or nil when they are not all
// inside. The view is cut loose when memory grows: never keep it across a call
// of the guest, never hand it to another goroutine.
func (iso *Isolate) view(ptr, n uint32) []byte {
	b := iso.mem.Bytes()
	end := uint64(ptr) + uint64(n)
	if end > uint64(len(b)) {
		return nil
	}
	return b[ptr:end:end]
}

// load32 reads a field of the guest, 0 outside of its memory.
func (iso *Isolate) load32(ptr uint32) uint32 {
	if b := iso.view(ptr, 4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (iso *Isolate) load64(ptr uint32) uint64 {
	if b := iso.view(ptr, 8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (iso *Isolate) store32(ptr, v uint32) {
	if b := iso.view(ptr, 4); b != nil {
		binary.LittleEndian.PutUint32(b, v)
	}
}

func (iso *Isolate) store64(ptr uint32, v uint64) {
	if b := iso.view(ptr, 8); b != nil {
		binary.LittleEndian.PutUint64(b, v)
	}
}

// cstring reads a NUL-terminated string of at most 64 KiB.
func (iso *Isolate) cstring(ptr uint32) string {
	b := iso.mem.Bytes()
	if uint64(ptr) >= uint64(len(b)) {
		return ""
	}
	b = b[ptr:min(uint64(len(b)), uint64(ptr)+1<<16)]
	for i, c := range b {
		if c == 0 {
			return string(b[:i])
		}
	}
	return ""
}
