package wasi

import (
	"context"
	"io"
	"net"
	"path"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// Config is what an embedder gives a host besides the policy. Everything has a
// harmless zero value: no input, output thrown away, no variables.
type Config struct {
	Args   []string
	Env    []string // KEY=value, as from os.Environ; still filtered by the policy
	Dir    string   // the guest's current directory, absolute; "/" if empty
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	// Resolver finds addresses; nil is the system's.
	Resolver Resolver
}

// Host is one guest's access to the world: a policy and the state that belongs
// to the guest alone (current directory, environment, quotas). Its methods may
// be called from any goroutine. The process's own directory and environment are
// never changed.
type Host struct {
	policy  *Policy
	trees   []vfs.FS
	stdio   [3]*Stream
	env     environment
	clock   clock
	random  random
	count   counters
	answers answers

	resolver Resolver
	attempts atomic.Int64 // a time.Duration; see SetAttempts

	life   context.Context // ends with GiveUp
	giveUp context.CancelFunc

	mu     sync.RWMutex // cwd
	cwd    string
	umask  atomic.Uint32
	closed atomic.Bool
}

// NewHost opens what the policy grants. A nil policy denies everything. The host
// must be closed.
func NewHost(policy *Policy, config Config) (*Host, error) {
	if policy == nil {
		policy = &Policy{}
	}
	h := &Host{policy: policy, cwd: "/"}
	h.attempts.Store(int64(attemptDelay))
	if config.Dir != "" {
		if !strings.HasPrefix(config.Dir, "/") {
			return nil, &PathError{Op: "chdir", Path: config.Dir, Errno: errno.EINVAL}
		}
		h.cwd = policy.unalias(path.Clean(config.Dir))
	}
	h.life, h.giveUp = context.WithCancel(context.Background())
	h.stdio = [3]*Stream{
		newStream(0, config.Stdin, nil), newStream(1, nil, config.Stdout), newStream(2, nil, config.Stderr),
	}
	for _, s := range h.stdio {
		s.life = h.life.Done()
	}
	h.umask.Store(0o022)
	h.env.init(policy, config.Env)
	h.clock.init(policy.clock)
	h.random.init(policy.random)
	h.count.limit = policy.quota
	if h.resolver = config.Resolver; h.resolver == nil {
		h.resolver = net.DefaultResolver
	}
	h.trees = policy.acquire()
	return h, nil
}

// GiveUp ends what waits for the other side of a FIFO or of a standard stream, with
// ECANCELED, now and from now on: the guest is to be ended. It may be called from
// any goroutine, often.
func (h *Host) GiveUp() { h.giveUp() }

// Close gives up and gives the trees back. Files that are still open stay open: who opened
// them closes them. A second Close does nothing.
func (h *Host) Close() error {
	if !h.closed.Swap(true) {
		h.giveUp()
		h.policy.release()
	}
	return nil
}

// Policy is what the host was made with.
func (h *Host) Policy() *Policy { return h.policy }

// Getwd is the guest's current directory, an absolute path.
func (h *Host) Getwd() string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.cwd
}

// Chdir changes the guest's current directory, which must exist and be readable.
// As in POSIX it becomes the path with links resolved.
func (h *Host) Chdir(dir string) error {
	p, err := h.Path(dir, Read)
	if err != nil {
		return err
	}
	st, err := p.Stat()
	if err == nil && !st.IsDir() {
		err = errno.ENOTDIR
	}
	if err != nil {
		return &PathError{Op: "chdir", Path: dir, Errno: errno.Of(err)}
	}
	real, err := p.Realpath()
	if err != nil {
		return err
	}
	h.mu.Lock()
	h.cwd = real
	h.mu.Unlock()
	return nil
}

// Umask is what is taken from the modes of new files, 0o022 at first. The
// process's own umask is taken as well, and is not changed by SetUmask.
func (h *Host) Umask() uint32 { return h.umask.Load() }

// SetUmask changes the umask of this guest and returns the one before.
func (h *Host) SetUmask(mask uint32) uint32 { return h.umask.Swap(mask & 0o777) }

// newMode is the mode of a new file.
func (h *Host) newMode(mode uint32) uint32 { return mode &^ 0o6000 &^ h.umask.Load() }

// setsID reports whether mode has bits that are not for guests.
func (h *Host) setsID(mode uint32) bool { return mode&0o6000 != 0 && !h.policy.full }

// Has reports whether the policy would allow something, without touching it and
// without telling the audit hook. An empty item asks for the whole kind. Paths
// are resolved against the guest's current directory.
func (h *Host) Has(k Kind, item string) bool {
	switch {
	case k == KindNet:
		rules, all := h.answers.rules()
		return h.policy.net.has(item, rules, all)
	case k > KindNet && k < kinds:
		if item == "" {
			return h.policy.names[k].allowAll && !h.policy.names[k].denyAll && len(h.policy.names[k].deny) == 0
		}
		if k == KindRun {
			file, _ := h.program(item)
			return h.mayRun(item, file) == nil
		}
		return h.named(k, item) == nil
	case k >= kinds:
		return false
	}
	if item == "" {
		item = "/"
		if h.policy.deny[k].denies() {
			return false
		}
	}
	if item[0] != '/' {
		item = h.Getwd() + "/" + item
	}
	_, err := h.locate(h.policy.unalias(path.Clean(item)), 1<<k, item)
	return err == nil
}
