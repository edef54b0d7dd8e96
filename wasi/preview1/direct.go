package preview1

import (
	"context"
	"encoding/binary"

	"github.com/tetratelabs/wazero/api"

	"github.com/wjs-run/wjs/wasi/errno"
)

// Function is a function of the snapshot, to be called without WebAssembly
// around it.
type Function struct{ f function }

// LookupFunction returns the function of a name; ok is false if there is none.
func LookupFunction(name string) (f Function, ok bool) {
	for _, f := range functions {
		if f.name == name {
			return Function{f}, true
		}
	}
	return Function{}, false
}

// Params are the types of the arguments: ValueTypeI32 and ValueTypeI64.
func (f Function) Params() []api.ValueType { return f.f.params }

// Waits reports whether the function may wait for something outside, until its
// context ends.
func (f Function) Waits() bool {
	switch f.f.name {
	case "poll_oneoff", "fd_read", "fd_pread", "sock_accept", "sock_recv":
		return true
	}
	return false
}

// Call runs the function for a system on a guest's memory, and returns the
// number of the error, as the snapshot has it. It does not
// serve proc_exit, which is for who runs the guest.
func (f Function) Call(ctx context.Context, s *System, mem []byte, args []uint64) uint16 {
	if len(args) < len(f.f.params) || f.f.void {
		return errno.EINVAL.WASI()
	}
	e := f.f.do(&call{ctx: ctx, sys: s, mem: bytesMemory(mem), args: args})
	return e.WASI()
}

// bytesMemory is a memory in one piece.
type bytesMemory []byte

func (m bytesMemory) Read(at, n uint32) ([]byte, bool) {
	if end := uint64(at) + uint64(n); end > uint64(len(m)) {
		return nil, false
	}
	return m[at : uint64(at)+uint64(n) : uint64(at)+uint64(n)], true
}

func (m bytesMemory) WriteUint32Le(at, v uint32) bool {
	b, ok := m.Read(at, 4)
	if ok {
		binary.LittleEndian.PutUint32(b, v)
	}
	return ok
}

func (m bytesMemory) WriteUint64Le(at uint32, v uint64) bool {
	b, ok := m.Read(at, 8)
	if ok {
		binary.LittleEndian.PutUint64(b, v)
	}
	return ok
}
