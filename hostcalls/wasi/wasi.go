// Package wasi is the host side of node:wasi: internalBinding('wasi').
//
// A program's view of the world is a preview1.System over the runtime's own
// host, so that it can do what the script that started it may, and no more. Its
// functions are called from JavaScript, with the memory of the program as an
// ArrayBuffer: that is the memory itself, and nothing is copied.
package wasi

import (
	"context"
	"strings"
	"time"

	"github.com/tetratelabs/wazero/api"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/preview1"
)

// Binding is internalBinding('wasi').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("wasi")
	hostcalls.Op4(b.Asks(wasi.KindRead), "create", create)
	hostcalls.Raw(b.Holds(), "call", 3, call)
	var names []string
	for _, f := range preview1.Funcs() {
		names = append(names, f.Name)
	}
	b.Const("functions", names)
	return b
}

// systems are those of one isolate, by number. They live until it ends.
type systems struct{ list []*preview1.System }

func (s *systems) Close() error {
	for _, system := range s.list {
		_ = system.Close() // of what it has open, files alone can fail, and nobody is left to hear
	}
	return nil
}

type systemsKey struct{}

func of(c *hostcalls.Call) *systems {
	return hostcalls.State(c.Env(), systemsKey{}, func() *systems { return &systems{} })
}

// create(args, env, preopens, stdio) → number. preopens has names and paths in
// turn, stdio the descriptors that stand for 0, 1 and 2.
func create(c *hostcalls.Call, args, env, preopens, stdio []string) (int, error) {
	config := preview1.Config{Host: c.Host(), Args: args, Env: env}
	for i := 0; i+1 < len(preopens); i += 2 {
		config.Preopens = append(config.Preopens, preview1.Preopen{Name: preopens[i], Path: preopens[i+1]})
	}
	for i, name := range stdio {
		if i >= len(config.Stdio) {
			break
		}
		fd := number(name)
		if config.Stdio[i] = c.Host().Stdio(fd); config.Stdio[i] != nil {
			continue
		}
		file, err := hostcalls.Get[*wasi.File](c.Resources(), fd)
		if err != nil {
			return 0, &hostcalls.SystemError{Errno: errno.EBADF, Syscall: "uvwasi_init"}
		}
		config.Files[i] = file
	}
	system, err := preview1.NewSystem(config)
	if err != nil {
		return 0, err
	}
	s := of(c)
	s.list = append(s.list, system)
	return len(s.list) - 1, nil
}

// number reads a decimal number, -1 if it is none.
func number(text string) int {
	n := 0
	for _, r := range text {
		if r < '0' || r > '9' || n > 1<<20 {
			return -1
		}
		n = n*10 + int(r-'0')
	}
	if text == "" {
		return -1
	}
	return n
}

// call(system, function, memory, ...args) → errno
func call(c *hostcalls.Call) (engine.Value, error) {
	args := c.Args()
	id, _ := args.At(0).Int32()
	list := of(c).list
	name, _ := c.Iso().String(args.At(1))
	f, ok := preview1.LookupFunction(name)
	if !ok || id < 0 || int(id) >= len(list) {
		return engine.Undefined, &hostcalls.TypeError{Message: "no such function of WASI", Code: "ERR_INVALID_ARG_VALUE"}
	}
	memory, ok := c.Iso().Bytes(args.At(2))
	if !ok {
		return engine.Undefined, &hostcalls.TypeError{Message: "the memory must be an ArrayBuffer", Code: "ERR_INVALID_ARG_TYPE"}
	}
	var stack [16]uint64
	for i, t := range f.Params() {
		v := args.At(3 + i)
		switch bits, big := c.Iso().BigIntBits(v); {
		case t == api.ValueTypeI64 && big:
			stack[i] = bits
		case t == api.ValueTypeI32 && v.Kind() == engine.KindNumber:
			n, _ := v.Float()
			stack[i] = uint64(uint32(int64(n)))
		default:
			return engine.Int(int32(errno.EINVAL.WASI())), nil
		}
	}
	if !f.Waits() {
		return uvwasi(name, f.Call(context.Background(), list[id], memory, stack[:])), nil
	}
	return uvwasi(name, wait(c.Iso(), func(ctx context.Context) uint16 {
		return f.Call(ctx, list[id], memory, stack[:])
	})), nil
}

// uvwasi makes of an error what Node's WASI answers: for pointers out of bounds,
// and for paths that leave their directory.
func uvwasi(name string, n uint16) engine.Value {
	switch {
	case n == errno.EFAULT.WASI():
		n = errno.EOVERFLOW.WASI()
	case n == errno.EPERM.WASI() && strings.HasPrefix(name, "path_"):
		n = errno.ENOTCAPABLE.WASI()
	}
	return engine.Int(int32(n))
}

// pollInterval is how long a death may go unnoticed while a function waits.
const pollInterval = 2 * time.Millisecond

// wait runs what may wait on another goroutine, so that the isolate can be
// ended meanwhile; it does not return before that is done with the memory.
func wait(iso *engine.Isolate, run func(context.Context) uint16) uint16 {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan uint16, 1)
	go func() { done <- run(ctx) }()
	finished := false
	defer func() {
		cancel()
		if !finished {
			<-done
		}
	}()
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for {
		select {
		case n := <-done:
			finished = true
			return n
		case <-tick.C:
			iso.Poll()
		}
	}
}
