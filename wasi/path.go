package wasi

import (
	"path"
	"strings"

	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// Path is the token for operations on files: proof that the policy was asked. It
// can only be had from Host.Path and does no more than it was asked for. The
// zero Path is denied everything. A Path may be used from any goroutine, any
// number of times, until its host is closed; it stays on its place when the
// guest changes directory.
type Path struct {
	h      *Host
	given  string // as the guest spelled it, for errors
	abs    string // absolute and clean; "" when given was empty
	full   string // absolute, not cleaned
	raw    string // full if ".." may stand behind a link
	access Access
	base   string // directory that must not be left, "" for none
	dir    bool   // given ends in a slash: it must be a directory
	bad    errno.Errno
	peek   bool    // ask nobody
	stream *Stream // instead of a place, see stdioPath
}

// maxLinks is Linux's limit of links in one resolution.
const maxLinks = 40

// maxSwaps is how often a path may change under an operation before we give up.
const maxSwaps = 16

// Path asks the policy for access to a path in the spelling of the guest, which
// is resolved against the virtual current directory. Where links lead is found
// out, and asked again, when the token is used. The only error is *Denied;
// malformed paths fail when they are used, so that errors come in Node's order.
func (h *Host) Path(given string, access Access) (Path, error) { return h.path(given, access, false) }

// PeekPath is Path where nobody is asked whether it may: for what looks whether
// something is there, and takes what is denied for missing.
func (h *Host) PeekPath(given string, access Access) (Path, error) {
	return h.path(given, access, true)
}

func (h *Host) path(given string, access Access, peek bool) (Path, error) {
	p := Path{h: h, given: given, access: access, peek: peek}
	switch {
	case given == "":
		p.bad = errno.ENOENT
		return p, nil
	case strings.IndexByte(given, 0) >= 0:
		p.bad = errno.EINVAL
		return p, nil
	case len(given) > 4096:
		p.bad = errno.ENAMETOOLONG
		return p, nil
	}
	full := given
	if full[0] != '/' {
		full = h.Getwd() + "/" + full
	}
	p.full, p.abs = full, path.Clean(full)
	p.dir = strings.HasSuffix(given, "/") || strings.HasSuffix(given, "/.")
	if backsUp(given) {
		// Where it leads is known only once links are followed.
		p.raw = full
		return p, nil
	}
	if fd, ok := stdioPath(p.abs); ok && !p.dir {
		p.stream = h.stdio[fd]
		return p, nil
	}
	p.abs = h.policy.unalias(p.abs)
	if err := p.allow(p.abs, access, p.abs); err != nil {
		return Path{}, err
	}
	return p, nil
}

// allow asks about one of the token's places.
func (p Path) allow(name string, access Access, resource string) error {
	if p.peek {
		return p.h.allowQuietly(name, access, resource)
	}
	return p.h.allow(name, access, resource)
}

// backsUp reports whether ".." follows a name that could be a link. At the start
// of a relative path it follows the current directory, which has none.
func backsUp(given string) bool {
	if !strings.Contains(given, "..") {
		return false
	}
	named := false
	for elem := range strings.SplitSeq(given, "/") {
		switch elem {
		case "", ".":
		case "..":
			if named {
				return true
			}
		default:
			named = true
		}
	}
	return false
}

// PathBeneath is Path for a name relative to a directory that it must not leave:
// neither by "..", nor by being absolute, nor through links. base is absolute and
// clean, without links. The attempt fails with EPERM when the token is used, as
// WASI wants it.
func (h *Host) PathBeneath(base, given string, access Access) (Path, error) {
	p := Path{h: h, given: given, access: access, base: base}
	switch {
	case given == "":
		p.bad = errno.ENOENT
	case strings.IndexByte(given, 0) >= 0:
		p.bad = errno.EINVAL
	case given[0] == '/':
		p.bad = errno.EPERM
	}
	if p.bad != 0 {
		return p, nil
	}
	p.abs = path.Clean(base + "/" + given)
	p.dir = strings.HasSuffix(given, "/") || strings.HasSuffix(given, "/.")
	if backsUp(given) {
		p.raw = given
		return p, nil
	}
	if !within(p.abs, base) {
		p.bad = errno.EPERM
		return p, nil
	}
	if err := h.allow(p.abs, access, p.abs); err != nil {
		return Path{}, err
	}
	return p, nil
}

// String is the absolute guest path the token stands for, before links.
func (p Path) String() string { return p.abs }

// locate finds the grant for one or both kinds of access on a name without links.
func (p *Policy) locate(name string, access Access, resource string) (*grant, error) {
	for k := KindRead; k <= KindWrite; k++ {
		if access&(1<<k) == 0 {
			continue
		}
		if rule, hit := p.deny[k].match(name); hit {
			d := denied(k, resource)
			d.Rule = "--deny-" + k.String()
			if rule != "" {
				d.Rule += "=" + rule
			}
			return nil, d
		}
	}
	for i := range p.grants {
		g := &p.grants[i]
		if !within(name, g.guest) {
			continue
		}
		if !p.full && p.trees[g.tree].host != "" && !covers(p.hostName(g, g.guest), p.hostName(g, name)) {
			continue
		}
		if g.access&access == access {
			return g, nil
		}
		if g.mount {
			break
		}
	}
	d := denied((access &^ p.granted(name)).kind(), resource)
	if procSelf(name) && !p.full && !p.mounted(name) {
		d.Flag = flagAll
	}
	return nil, d
}

// granted is which access some grant gives to name, to tell what is missing.
func (p *Policy) granted(name string) Access {
	var a Access
	for i := range p.grants {
		if within(name, p.grants[i].guest) {
			a |= p.grants[i].access
			if p.grants[i].mount {
				break
			}
		}
	}
	return a
}

// hostName is where name, below the grant, is on the host.
func (p *Policy) hostName(g *grant, name string) string {
	t := &p.trees[g.tree]
	if t.guest == guestPath(t.host) {
		return name
	}
	return path.Join(guestPath(t.host), strings.TrimPrefix(name, t.guest))
}

// relative is the name inside the tree of the grant.
func (p *Policy) relative(g *grant, name string) string {
	root := p.trees[g.tree].guest
	if name == root {
		return "."
	}
	if root == "/" {
		return name[1:]
	}
	return name[len(root)+1:]
}

// covers decides about the places that look like files and are not. A grant on
// something above /proc, /sys or /dev does not contain them; of /dev the sources
// and sinks of bytes are excepted. The directories of processes are never
// granted by path: environ, mem, fd, root and cwd each lead out of the sandbox.
func covers(grantHost, name string) bool {
	if len(name) < 4 || name[0] != '/' {
		return true
	}
	for _, top := range [...]string{"/proc", "/sys", "/dev"} {
		if !within(name, top) {
			continue
		}
		if procSelf(name) {
			return false
		}
		switch name {
		case "/dev", "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom":
			return true
		}
		return within(grantHost, top)
	}
	return true
}

// procSelf reports whether name is in the directory of a process on /proc.
func procSelf(name string) bool {
	rest, ok := strings.CutPrefix(name, "/proc/")
	if !ok {
		return false
	}
	first, _, _ := strings.Cut(rest, "/")
	return first == "self" || first == "thread-self" || first == "kcore" || first == "sysrq-trigger" ||
		first != "" && strings.Trim(first, "0123456789") == ""
}

// unalias follows the links in the spelling of granted paths, which are above
// the grants and so could not be looked at otherwise.
func (p *Policy) unalias(name string) string {
	for range maxLinks {
		hit := ""
		for from := range p.alias {
			if within(name, from) && len(from) > len(hit) {
				hit = from
			}
		}
		if hit == "" {
			return name
		}
		name = path.Clean(p.alias[hit] + name[len(hit):])
	}
	return name
}

// resolve follows the links of a path in the guest's namespace, one element at a
// time. What lies outside all grants is not looked at and taken for directories.
// The result has no links as far as it exists, apart from its last element when
// final is vfs.Itself. With a base, name is relative to it and must not leave it.
func (h *Host) resolve(base, name string, final vfs.Final) (string, error) {
	todo := strings.Split(name, "/")
	floor := strings.TrimSuffix(base, "/")
	at, links := floor, 0
	for len(todo) > 0 {
		elem := todo[0]
		todo = todo[1:]
		switch elem {
		case "", ".":
			continue
		case "..":
			if base != "" && at == floor {
				return "", errno.EPERM
			}
			at = at[:max(strings.LastIndexByte(at, '/'), 0)]
			continue
		}
		next := at + "/" + elem
		if real, ok := h.policy.alias[next]; ok && base == "" {
			if links++; links > maxLinks {
				return "", errno.ELOOP
			}
			at, todo = "", append(strings.Split(real, "/"), todo...)
			continue
		}
		last := true
		for _, e := range todo {
			last = last && (e == "" || e == ".")
		}
		if last && final == vfs.Itself {
			at = next
			continue
		}
		text, err := h.probe(next)
		switch errno.Of(err) {
		case errno.Success:
		case errno.EINVAL: // no link
			at = next
			continue
		case errno.ENOENT, errno.ENOTDIR:
			for _, e := range todo {
				if e == ".." {
					return "", err
				}
			}
			return path.Clean(next + "/" + strings.Join(todo, "/")), nil
		default:
			return "", err
		}
		if links++; links > maxLinks {
			return "", errno.ELOOP
		}
		if strings.HasPrefix(text, "/") {
			if base != "" {
				return "", errno.EPERM
			}
			at = ""
		}
		todo = append(strings.Split(text, "/"), todo...)
	}
	if at == "" {
		return "/", nil
	}
	return at, nil
}

// probe reads the link at name; EINVAL if it is none or out of sight.
func (h *Host) probe(name string) (string, error) {
	g, err := h.locate(name, Read, name)
	if err != nil {
		g, err = h.locate(name, Write, name)
	}
	if err != nil {
		return "", errno.EINVAL
	}
	fsys := h.trees[g.tree]
	rel := h.policy.relative(g, name)
	if fsys == nil || rel == "." {
		return "", errno.EINVAL
	}
	return fsys.Readlink(rel)
}

// place is where an operation happens: a tree, and a name in it without links.
type place struct {
	fs    vfs.FS
	name  string
	guest string
}

// at runs fn on the place that p stands for. Links found on the way are resolved
// and the policy is asked about where they lead. final says whether fn acts on a
// link as last element or on what it leads to.
func (p Path) at(op string, need Access, final vfs.Final, fn func(place) error) error {
	if err := p.try(need, final, fn); err != nil {
		return p.wrap(op, err)
	}
	return nil
}

func (p Path) try(need Access, final vfs.Final, fn func(place) error) error {
	if p.h == nil || p.access&need != need {
		return denied(need.kind(), p.abs)
	}
	if p.h.closed.Load() {
		return errno.EBADF
	}
	if p.bad != 0 {
		return p.bad
	}
	if p.dir && final == vfs.Refuse {
		fn = mustBeDir(fn)
	}
	name, start := p.abs, p.abs
	if p.base != "" {
		start = p.given
	}
	var err error
	if p.raw != "" {
		start = p.raw
		if name, err = p.h.resolve(p.base, start, final); err != nil {
			return err
		}
		if err = p.allow(name, need, p.resource(name)); err != nil {
			return err
		}
	}
	for range maxSwaps {
		var pl place
		if pl, err = p.place(name, need); err != nil {
			return err
		}
		if err = fn(pl); err != errno.ELOOP {
			return err
		}
		if name, err = p.h.resolve(p.base, start, final); err != nil {
			return err
		}
		if err = p.allow(name, need, p.resource(name)); err != nil {
			return err
		}
	}
	return errno.ELOOP
}

// mustBeDir is fn for a path with a slash at its end.
func mustBeDir(fn func(place) error) func(place) error {
	return func(pl place) error {
		if st, err := pl.fs.Lstat(pl.name); err == nil && !st.IsDir() && !st.IsLink() {
			return errno.ENOTDIR
		}
		return fn(pl)
	}
}

// resource is what a denial names: where links lead, to those who may read them,
// otherwise what was asked for.
func (p Path) resource(name string) string {
	if p.access&Read != 0 {
		return name
	}
	return p.abs
}

func (p Path) place(name string, need Access) (place, error) {
	resource := p.resource(name)
	g, err := p.h.locate(name, need, resource)
	if err != nil {
		p.h.policy.note(Request{Kind: need.kind(), Resource: resource})
		return place{}, err
	}
	fsys := p.h.trees[g.tree]
	if fsys == nil {
		return place{}, errno.ENOENT
	}
	return place{fsys, p.h.policy.relative(g, name), name}, nil
}

// wrap gives an error the guest's words.
func (p Path) wrap(op string, err error) error {
	switch e := err.(type) {
	case nil:
		return nil
	case *Denied, *QuotaError, *PathError:
		return err
	case errno.Errno:
		if e == errno.ENOTCAPABLE {
			d := denied(p.access.kind(), p.abs)
			d.Flag = flagAll
			return d
		}
		return &PathError{Op: op, Path: p.given, Errno: e}
	}
	return &PathError{Op: op, Path: p.given, Errno: errno.Of(err)}
}
