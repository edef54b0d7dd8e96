package wasi

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/wjs-run/wjs/wasi/vfs"
)

// Policy says what a guest may do. It cannot be changed once made, may be shared
// by any number of hosts and used from any goroutine. The zero value, and a nil
// Policy, deny everything.
type Policy struct {
	full   bool // AllowAll: nothing was denied or narrowed
	grants []grant
	alias  map[string]string // spelling of a granted path → where its links lead
	deny   [2]pathRules      // by kind: KindRead, KindWrite
	names  [kinds]nameRules  // KindEnv, KindRun, KindSys
	net    netRules
	clock  ClockRule
	random randomRule
	quota  Quota
	audit  func(Request)
	ask    func(Request) Decision
	prompt bool  // ask at the terminal
	asked  grant // what answers of ask stand on
	trees  []tree

	mu    sync.Mutex
	users int
	open  []vfs.FS // trees[i] opened, while users > 0
}

// tree is a directory that grants stand on.
type tree struct {
	guest string // where its root is in the guest's namespace
	host  string // the directory of the host, "" for a mounted vfs.FS
	fs    vfs.FS // mounted by the embedder, not closed by us
}

// grant gives access to a path and what is below it.
type grant struct {
	guest  string
	access Access
	tree   int
	mount  bool // hides shorter grants: what is below is another tree
}

// ClockRule coarsens time, against measuring what a guest should not know.
type ClockRule struct {
	Precision time.Duration // readings are rounded down to it; 0 is as fine as the host's
	Frozen    bool          // every reading is At
	At        time.Time
}

type randomRule struct {
	seeded bool
	seed   [32]byte
}

// Option is one statement of a policy.
type Option func(*draft) error

// draft collects options, since grants and denials may come in any order.
type draft struct {
	p     *Policy
	all   bool
	every [2]bool // read, write: everything
	paths [2][]string
	deny  [2][]string
	keep  []string       // see Reserve
	seen  map[string]int // host directory → tree
}

// AllowAll grants everything, also procfs and devices, except what is denied.
func AllowAll() Option {
	return func(d *draft) error { d.all = true; return nil }
}

// AllowEvery grants the whole of one kind.
func AllowEvery(k Kind) Option {
	return func(d *draft) error {
		switch k {
		case KindRead, KindWrite:
			d.every[k] = true
		case KindNet:
			d.p.net.allowAll = true
		default:
			d.p.names[k].allowAll = true
		}
		return nil
	}
}

// DenyEvery denies the whole of one kind, whatever else is granted.
func DenyEvery(k Kind) Option {
	return func(d *draft) error {
		switch k {
		case KindRead, KindWrite:
			d.p.deny[k].all = true
		case KindNet:
			d.p.net.denyAll = true
		default:
			d.p.names[k].denyAll = true
		}
		return nil
	}
}

// Reserve keeps a path of the host, with all that is below it, from being granted
// as a part of something above it, as /proc is kept: reading and writing of it are
// denied, and what is above cannot be moved. A program that has all else is told
// that it has all. AllowAll grants it.
func Reserve(path string) Option {
	return func(d *draft) error {
		if path == "" {
			return errors.New("wasi: an empty path is reserved")
		}
		d.keep = append(d.keep, path)
		return nil
	}
}

// Allow grants items of one kind. What an item is depends on the kind:
//
//   - KindRead, KindWrite: a path of the host, with all that is below it. A
//     relative path counts from the directory of the process. The path need not
//     exist. /proc, /dev and /sys are not part of a grant on something above
//     them.
//   - KindNet: see ParseNetRule.
//   - KindEnv: a variable, or a prefix with * ("AWS_*").
//   - KindRun: a command by name or path.
//   - KindSys: hostname, osRelease, osUptime, loadavg, networkInterfaces,
//     systemMemoryInfo, cpus, uid, gid, username, homedir, statfs, getPriority,
//     setPriority, userInfo, ppid, and signals, to catch those of the process;
//     setuid and setgid, to change whose rights the process has, which
//     AllowEvery does not grant.
//
// Without items nothing is granted.
func Allow(k Kind, items ...string) Option {
	return func(d *draft) error { return d.add(k, items, false) }
}

// Deny takes items away again, whatever is granted and in whichever order.
func Deny(k Kind, items ...string) Option {
	return func(d *draft) error { return d.add(k, items, true) }
}

// MapDir shows a directory of the host at a path of the guest.
func MapDir(guest, host string, access Access) Option {
	return func(d *draft) error {
		if !path.IsAbs(guest) {
			return fmt.Errorf("wasi: %q: a guest's path must be absolute", guest)
		}
		real, err := realHost(host)
		if err != nil {
			return err
		}
		guest = path.Clean(guest)
		d.p.trees = append(d.p.trees, tree{guest: guest, host: real})
		d.p.grants = append(d.p.grants, grant{guest, access, len(d.p.trees) - 1, true})
		return nil
	}
}

// Mount shows a tree at a path of the guest. The tree is not closed with the
// host; who made it closes it.
func Mount(guest string, fsys vfs.FS, access Access) Option {
	return func(d *draft) error {
		if !path.IsAbs(guest) {
			return fmt.Errorf("wasi: %q: a guest's path must be absolute", guest)
		}
		guest = path.Clean(guest)
		d.p.trees = append(d.p.trees, tree{guest: guest, fs: fsys})
		d.p.grants = append(d.p.grants, grant{guest, access, len(d.p.trees) - 1, true})
		return nil
	}
}

// WithClock coarsens or stops the clock.
func WithClock(rule ClockRule) Option {
	return func(d *draft) error {
		if rule.Precision < 0 {
			return errors.New("wasi: the clock's precision is negative")
		}
		d.p.clock = rule
		return nil
	}
}

// WithSeed makes random numbers repeatable. They are then no secret.
func WithSeed(seed [32]byte) Option {
	return func(d *draft) error { d.p.random = randomRule{true, seed}; return nil }
}

// WithQuota limits what a host may hold and use up.
func WithQuota(q Quota) Option {
	return func(d *draft) error { d.p.quota = q; return nil }
}

// WithAudit has fn called for every question to the policy, from whichever
// goroutine asks. It must be quick and must not call back.
func WithAudit(fn func(Request)) Option {
	return func(d *draft) error { d.p.audit = fn; return nil }
}

// NewPolicy makes a policy. It reads where links in granted paths lead, but
// opens nothing yet.
func NewPolicy(options ...Option) (*Policy, error) {
	d := &draft{p: &Policy{alias: map[string]string{}}, seen: map[string]int{}}
	for _, o := range options {
		if err := o(d); err != nil {
			return nil, err
		}
	}
	if err := d.finish(); err != nil {
		return nil, err
	}
	return d.p, nil
}

func (d *draft) add(k Kind, items []string, deny bool) error {
	for _, item := range items {
		if item == "" {
			return fmt.Errorf("wasi: an empty %s rule", k)
		}
		switch {
		case k >= kinds:
			return fmt.Errorf("wasi: no kind of permission has the number %d", k)
		case k == KindNet:
			rule, err := ParseNetRule(item)
			if err != nil {
				return err
			}
			d.p.net.add(rule, deny)
		case k > KindNet:
			if err := d.p.names[k].add(k, item, deny); err != nil {
				return err
			}
		case deny:
			d.deny[k] = append(d.deny[k], item)
		default:
			d.paths[k] = append(d.paths[k], item)
		}
	}
	return nil
}

// finish turns paths into grants, longest first.
func (d *draft) finish() error {
	p := d.p
	if d.all {
		d.keep = nil
		d.every = [2]bool{true, true}
		p.net.allowAll = true
		for k := range p.names {
			p.names[k].allowAll, p.names[k].full = true, true
		}
		p.full = true
	}
	// Lists of the same path for reading and writing become one grant.
	access := map[string]Access{}
	for k, paths := range d.paths {
		for _, item := range paths {
			real, err := d.host(item)
			if err != nil {
				return err
			}
			access[real] |= 1 << k
		}
	}
	for k, every := range d.every {
		if every {
			access[hostTop] |= 1 << k
		}
	}
	for real, a := range access {
		// What is granted above is granted here too, so that what needs both kinds
		// finds them in one grant: read of /data, write of /data/out.
		for above, more := range access {
			if within(guestPath(real), guestPath(above)) && covers(guestPath(above), guestPath(real)) {
				a |= more
			}
		}
		p.grants = append(p.grants, grant{guestPath(real), a, d.tree(real), false})
	}
	for k := range d.deny {
		p.deny[k].reserved = len(d.keep)
	}
	for k, paths := range [2][]string{append(d.deny[0], d.keep...), append(d.deny[1], d.keep...)} {
		for _, item := range paths {
			abs, err := filepath.Abs(item)
			if err != nil {
				return fmt.Errorf("wasi: %q: %w", item, err)
			}
			real, err := realHost(item)
			if err != nil {
				return err
			}
			// The spelling is denied as well: a link that is put there later
			// must not open what was named.
			p.deny[k].add(guestPath(abs))
			p.deny[k].add(guestPath(real))
		}
	}
	if p.ask != nil || p.prompt {
		p.asked = grant{guestPath(hostTop), Read | Write, d.tree(hostTop), false}
	}
	sort.SliceStable(p.grants, func(i, j int) bool {
		a, b := &p.grants[i], &p.grants[j]
		if len(a.guest) != len(b.guest) {
			return len(a.guest) > len(b.guest)
		}
		return a.mount && !b.mount
	})
	return nil
}

// host finds where a granted path leads and remembers its spelling.
func (d *draft) host(item string) (string, error) {
	abs, err := filepath.Abs(item)
	if err != nil {
		return "", fmt.Errorf("wasi: %q: %w", item, err)
	}
	real, err := realHost(abs)
	if err != nil {
		return "", err
	}
	if real != abs {
		d.p.alias[guestPath(abs)] = guestPath(real)
	}
	return real, nil
}

// tree finds or makes the tree a granted path stands on: the directory it is in,
// or the nearest one above that exists. Were it the granted directory itself, a
// program could not delete and make again what it was given. Nothing beside the
// grant is in reach for that, since names are checked and links refused; where
// links cannot be refused reliably the tree is no larger than the grant.
func (d *draft) tree(real string) int {
	dir := real
	if vfs.Strict {
		dir = filepath.Dir(real)
	}
	for {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	if i, ok := d.seen[dir]; ok {
		return i
	}
	d.p.trees = append(d.p.trees, tree{guest: guestPath(dir), host: dir})
	d.seen[dir] = len(d.p.trees) - 1
	return len(d.p.trees) - 1
}

// realHost is the absolute path with all links resolved, as far as it exists.
func realHost(item string) (string, error) {
	abs, err := filepath.Abs(item)
	if err != nil {
		return "", fmt.Errorf("wasi: %q: %w", item, err)
	}
	rest := ""
	for dir := abs; ; {
		real, err := filepath.EvalSymlinks(dir)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return abs, nil
		}
		rest = filepath.Join(filepath.Base(dir), rest)
		dir = up
	}
}

// acquire opens the trees for the first host and hands them to all. Trees that
// cannot be opened stay nil: their files are then not found.
func (p *Policy) acquire() []vfs.FS {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.users++; p.users == 1 {
		p.open = make([]vfs.FS, len(p.trees))
		for i := range p.trees {
			if t := &p.trees[i]; t.fs != nil {
				p.open[i] = t.fs
			} else if fsys, err := vfs.OpenHost(t.host, p.full); err == nil {
				p.open[i] = fsys
			}
		}
	}
	return p.open
}

// release closes the trees when the last host is gone.
func (p *Policy) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.users--; p.users > 0 {
		return
	}
	for i, fsys := range p.open {
		if fsys != nil && p.trees[i].fs == nil {
			fsys.Close()
		}
	}
	p.open = nil
}

func (p *Policy) note(r Request) {
	if p.audit != nil {
		p.audit(r)
	}
}

// within reports whether path is dir or below it. Both are clean and absolute.
func within(name, dir string) bool {
	if dir == "/" {
		return true
	}
	return strings.HasPrefix(name, dir) && (len(name) == len(dir) || name[len(dir)] == '/')
}

// pathRules are denials of paths.
type pathRules struct {
	all      bool
	paths    []string // as foldPath makes them
	reserved int      // of what is denied, the items that Reserve has named
}

// denies reports whether anything is denied but what is reserved.
func (r *pathRules) denies() bool { return len(r.paths) > 2*r.reserved } // each has two spellings

func (r *pathRules) add(name string) { r.paths = append(r.paths, foldPath(name)) }

// match finds the rule that covers name.
func (r *pathRules) match(name string) (string, bool) {
	if r.all {
		return "", true
	}
	if len(r.paths) == 0 {
		return "", false
	}
	name = foldPath(name)
	for _, dir := range r.paths {
		if within(name, dir) {
			return dir, true
		}
	}
	return "", false
}

// below finds a rule for something under name.
func (r *pathRules) below(name string) (string, bool) {
	if len(r.paths) == 0 {
		return "", false
	}
	name = foldPath(name)
	for _, dir := range r.paths {
		if dir != name && within(dir, name) {
			return dir, true
		}
	}
	return "", false
}
