// Package preview1 is the ABI of wasi_snapshot_preview1 on top of the
// capabilities of package wasi.
//
// The host module is instantiated once a runtime and has no state. Whom a call
// is for is found in the context of the call:
//
//	preview1.Instantiate(ctx, runtime)
//	system, err := preview1.NewSystem(preview1.Config{Host: host})
//	module, err := runtime.InstantiateModule(preview1.WithSystem(ctx, system), …)
//	module.ExportedFunction("f").Call(preview1.WithSystem(ctx, system))
//
// A call without a System fails with ENOTCAPABLE. Each function returns a typed
// errno; one adapter turns it into the wasm result.
package preview1

import (
	"context"
	"unicode/utf8"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/wjs-run/wjs/wasi/errno"
)

// ModuleName is what guests import from.
const ModuleName = "wasi_snapshot_preview1"

// Instantiate adds the host module to a runtime, once. It is closed with the
// runtime.
func Instantiate(ctx context.Context, r wazero.Runtime) (api.Closer, error) {
	b := r.NewHostModuleBuilder(ModuleName)
	for _, f := range Funcs() {
		b.NewFunctionBuilder().WithGoModuleFunction(f.Call, f.Params, f.Results).WithName(f.Name).Export(f.Name)
	}
	return b.Instantiate(ctx)
}

// Func is a function of the snapshot, for who links modules by other means than
// Instantiate.
type Func struct {
	Name            string
	Params, Results []api.ValueType
	// Call serves a call: arguments and result are on the stack. Whom it is for is
	// found in the context, see WithSystem; mod has the memory that pointers mean.
	Call api.GoModuleFunc
}

// Funcs lists all functions of the snapshot.
func Funcs() []Func {
	list := make([]Func, len(functions))
	for i, f := range functions {
		results := []api.ValueType{i32}
		if f.void {
			results = nil
		}
		list[i] = Func{f.name, f.params, results, adapt(f)}
	}
	return list
}

type systemKey struct{}

// WithSystem makes calls under the returned context go to s.
func WithSystem(ctx context.Context, s *System) context.Context {
	return context.WithValue(ctx, systemKey{}, s)
}

// function is one import: its type and what it does.
type function struct {
	name   string
	params []api.ValueType
	do     func(*call) errno.Errno
	void   bool // returns nothing to the guest
}

// adapt is the only way from wasm into this package.
func adapt(f function) api.GoModuleFunc {
	return func(ctx context.Context, mod api.Module, stack []uint64) {
		c := call{ctx: ctx, mod: mod, args: stack}
		if m := mod.Memory(); m != nil {
			c.mem = m
		}
		c.sys, _ = ctx.Value(systemKey{}).(*System)
		e := errno.ENOTCAPABLE
		if c.sys != nil {
			e = f.do(&c)
		}
		if !f.void {
			stack[0] = uint64(e.WASI())
		}
	}
}

// call is one call of a guest: its arguments, its memory and whom it is for.
type call struct {
	ctx  context.Context
	sys  *System
	mod  api.Module
	mem  memory // nil if the guest has none
	args []uint64
}

// memory is what a function needs of a guest's memory.
type memory interface {
	Read(at, n uint32) ([]byte, bool)
	WriteUint32Le(at, v uint32) bool
	WriteUint64Le(at uint32, v uint64) bool
}

func (c *call) u32(i int) uint32 { return uint32(c.args[i]) }
func (c *call) u64(i int) uint64 { return c.args[i] }
func (c *call) fd(i int) int32   { return int32(uint32(c.args[i])) }

// bytes is a window on the guest's memory, EFAULT if it is not all inside. It is
// valid until the call returns.
func (c *call) bytes(at, n uint32) ([]byte, errno.Errno) {
	if c.mem == nil {
		return nil, errno.EFAULT
	}
	b, ok := c.mem.Read(at, n)
	if !ok {
		return nil, errno.EFAULT
	}
	return b, 0
}

// text copies a path out of the guest's memory; EILSEQ unless it is UTF-8.
func (c *call) text(i int) (string, errno.Errno) {
	b, e := c.bytes(c.u32(i), c.u32(i+1))
	if e != 0 {
		return "", e
	}
	if len(b) > maxPath {
		return "", errno.ENAMETOOLONG
	}
	if !utf8.Valid(b) {
		return "", errno.EILSEQ
	}
	return string(b), 0
}

// maxPath is PATH_MAX.
const maxPath = 4096

// The put functions store a result, EFAULT if it does not fit in memory.
func (c *call) put32(at, v uint32) errno.Errno {
	if c.mem == nil || !c.mem.WriteUint32Le(at, v) {
		return errno.EFAULT
	}
	return 0
}

func (c *call) put64(at uint32, v uint64) errno.Errno {
	if c.mem == nil || !c.mem.WriteUint64Le(at, v) {
		return errno.EFAULT
	}
	return 0
}

const (
	i32 = api.ValueTypeI32
	i64 = api.ValueTypeI64
)

// functions is the whole of what a guest can import.
var functions = []function{
	{"args_get", []api.ValueType{i32, i32}, argsGet, false},
	{"args_sizes_get", []api.ValueType{i32, i32}, argsSizesGet, false},
	{"environ_get", []api.ValueType{i32, i32}, environGet, false},
	{"environ_sizes_get", []api.ValueType{i32, i32}, environSizesGet, false},
	{"clock_res_get", []api.ValueType{i32, i32}, clockResGet, false},
	{"clock_time_get", []api.ValueType{i32, i64, i32}, clockTimeGet, false},
	{"fd_advise", []api.ValueType{i32, i64, i64, i32}, fdAdvise, false},
	{"fd_allocate", []api.ValueType{i32, i64, i64}, fdAllocate, false},
	{"fd_close", []api.ValueType{i32}, fdClose, false},
	{"fd_datasync", []api.ValueType{i32}, fdDatasync, false},
	{"fd_fdstat_get", []api.ValueType{i32, i32}, fdFdstatGet, false},
	{"fd_fdstat_set_flags", []api.ValueType{i32, i32}, fdFdstatSetFlags, false},
	{"fd_fdstat_set_rights", []api.ValueType{i32, i64, i64}, fdFdstatSetRights, false},
	{"fd_filestat_get", []api.ValueType{i32, i32}, fdFilestatGet, false},
	{"fd_filestat_set_size", []api.ValueType{i32, i64}, fdFilestatSetSize, false},
	{"fd_filestat_set_times", []api.ValueType{i32, i64, i64, i32}, fdFilestatSetTimes, false},
	{"fd_pread", []api.ValueType{i32, i32, i32, i64, i32}, fdPread, false},
	{"fd_prestat_get", []api.ValueType{i32, i32}, fdPrestatGet, false},
	{"fd_prestat_dir_name", []api.ValueType{i32, i32, i32}, fdPrestatDirName, false},
	{"fd_pwrite", []api.ValueType{i32, i32, i32, i64, i32}, fdPwrite, false},
	{"fd_read", []api.ValueType{i32, i32, i32, i32}, fdRead, false},
	{"fd_readdir", []api.ValueType{i32, i32, i32, i64, i32}, fdReaddir, false},
	{"fd_renumber", []api.ValueType{i32, i32}, fdRenumber, false},
	{"fd_seek", []api.ValueType{i32, i64, i32, i32}, fdSeek, false},
	{"fd_sync", []api.ValueType{i32}, fdSync, false},
	{"fd_tell", []api.ValueType{i32, i32}, fdTell, false},
	{"fd_write", []api.ValueType{i32, i32, i32, i32}, fdWrite, false},
	{"path_create_directory", []api.ValueType{i32, i32, i32}, pathCreateDirectory, false},
	{"path_filestat_get", []api.ValueType{i32, i32, i32, i32, i32}, pathFilestatGet, false},
	{"path_filestat_set_times", []api.ValueType{i32, i32, i32, i32, i64, i64, i32}, pathFilestatSetTimes, false},
	{"path_link", []api.ValueType{i32, i32, i32, i32, i32, i32, i32}, pathLink, false},
	{"path_open", []api.ValueType{i32, i32, i32, i32, i32, i64, i64, i32, i32}, pathOpen, false},
	{"path_readlink", []api.ValueType{i32, i32, i32, i32, i32, i32}, pathReadlink, false},
	{"path_remove_directory", []api.ValueType{i32, i32, i32}, pathRemoveDirectory, false},
	{"path_rename", []api.ValueType{i32, i32, i32, i32, i32, i32}, pathRename, false},
	{"path_symlink", []api.ValueType{i32, i32, i32, i32, i32}, pathSymlink, false},
	{"path_unlink_file", []api.ValueType{i32, i32, i32}, pathUnlinkFile, false},
	{"poll_oneoff", []api.ValueType{i32, i32, i32, i32}, pollOneoff, false},
	{"proc_exit", []api.ValueType{i32}, procExit, true},
	{"proc_raise", []api.ValueType{i32}, procRaise, false},
	{"random_get", []api.ValueType{i32, i32}, randomGet, false},
	{"sched_yield", nil, schedYield, false},
	{"sock_accept", []api.ValueType{i32, i32, i32}, sockAccept, false},
	{"sock_recv", []api.ValueType{i32, i32, i32, i32, i32, i32}, sockRecv, false},
	{"sock_send", []api.ValueType{i32, i32, i32, i32, i32}, sockSend, false},
	{"sock_shutdown", []api.ValueType{i32, i32}, sockShutdown, false},
}
