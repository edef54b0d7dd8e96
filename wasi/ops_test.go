package wasi

import (
	"github.com/wjs-run/wjs/wasi/vfs"
)

// pathOp is one operation on a path, for tables that try all of them.
type pathOp struct {
	name   string
	access Access
	write  bool // changes something if it succeeds
	run    func(h *Host, p Path) (string, error)
}

// text gives an operation without a result one.
func text(err error) (string, error) { return "", err }

// pathOps are all operations that take a Path. helper is a path inside the grant
// for those that take two.
func pathOps(helper string) []pathOp {
	at := Time{Sec: 1e9}
	with := func(h *Host, access Access, fn func(Path) error) (string, error) {
		p, err := h.Path(helper, access)
		if err != nil {
			return "", err
		}
		return text(fn(p))
	}
	rw := Read | Write
	return []pathOp{
		{"open", Read, false, func(_ *Host, p Path) (string, error) {
			f, err := p.Open(vfs.RDONLY, 0)
			if err != nil {
				return "", err
			}
			defer f.Close()
			buf := make([]byte, 100)
			n, err := f.Read(buf)
			return string(buf[:n]), err
		}},
		{"open rw", rw, true, func(_ *Host, p Path) (string, error) {
			f, err := p.Open(vfs.RDWR, 0)
			if err != nil {
				return "", err
			}
			defer f.Close()
			_, err = f.Write([]byte("changed"))
			return text(err)
		}},
		{"create", Write, true, func(_ *Host, p Path) (string, error) {
			f, err := p.Open(vfs.WRONLY|vfs.CREAT, 0o644)
			if err != nil {
				return "", err
			}
			defer f.Close()
			_, err = f.Write([]byte("changed"))
			return text(err)
		}},
		{"create excl", Write, true, func(_ *Host, p Path) (string, error) {
			f, err := p.Open(vfs.WRONLY|vfs.CREAT|vfs.EXCL, 0o644)
			if err != nil {
				return "", err
			}
			return text(f.Close())
		}},
		{"append", Write, true, func(_ *Host, p Path) (string, error) {
			return text(p.WriteFile([]byte("changed"), vfs.WRONLY|vfs.APPEND, 0))
		}},
		{"truncate open", Write, true, func(_ *Host, p Path) (string, error) {
			return text(p.WriteFile(nil, vfs.WRONLY|vfs.TRUNC, 0))
		}},
		{"read only with trunc", rw, true, func(_ *Host, p Path) (string, error) {
			f, err := p.Open(vfs.RDONLY|vfs.TRUNC, 0)
			if err != nil {
				return "", err
			}
			return text(f.Close())
		}},
		{"opendir", Read, false, func(_ *Host, p Path) (string, error) {
			f, err := p.Opendir()
			if err != nil {
				return "", err
			}
			defer f.Close()
			list, err := f.ReadDir(100)
			return entryNames(list), err
		}},
		{"readdir", Read, false, func(_ *Host, p Path) (string, error) {
			list, err := p.ReadDir()
			return entryNames(list), err
		}},
		{"stat", Read, false, func(_ *Host, p Path) (string, error) { _, err := p.Stat(); return text(err) }},
		{"lstat", Read, false, func(_ *Host, p Path) (string, error) { _, err := p.Lstat(); return text(err) }},
		{"access", Read, false, func(_ *Host, p Path) (string, error) { return text(p.Access(AccessRead)) }},
		{"readlink", Read, false, func(_ *Host, p Path) (string, error) { return p.Readlink() }},
		{"realpath", Read, false, func(_ *Host, p Path) (string, error) { return p.Realpath() }},
		{"statfs", Read, false, func(_ *Host, p Path) (string, error) { _, err := p.Statfs(); return text(err) }},
		{"readfile", Read, false, func(_ *Host, p Path) (string, error) { b, err := p.ReadFile(0); return string(b), err }},
		{"mkdir", Write, true, func(_ *Host, p Path) (string, error) { return text(p.Mkdir(0o755)) }},
		{"mkdirall", Write, true, func(_ *Host, p Path) (string, error) { _, err := p.MkdirAll(0o755); return text(err) }},
		{"mkdtemp", Write, true, func(_ *Host, p Path) (string, error) { return p.Mkdtemp() }},
		{"rmdir", Write, true, func(_ *Host, p Path) (string, error) { return text(p.Rmdir()) }},
		{"unlink", Write, true, func(_ *Host, p Path) (string, error) { return text(p.Unlink()) }},
		{"chmod", Write, true, func(_ *Host, p Path) (string, error) { return text(p.Chmod(0o777)) }},
		{"chown", Write, true, func(_ *Host, p Path) (string, error) { return text(p.Chown(12345, 12345)) }},
		{"lchown", Write, true, func(_ *Host, p Path) (string, error) { return text(p.Lchown(12345, 12345)) }},
		{"utimes", Write, true, func(_ *Host, p Path) (string, error) { return text(p.Utimes(at, at)) }},
		{"lutimes", Write, true, func(_ *Host, p Path) (string, error) { return text(p.Lutimes(at, at)) }},
		{"truncate", Write, true, func(_ *Host, p Path) (string, error) { return text(p.Truncate(1)) }},
		{"writefile", Write, true, func(_ *Host, p Path) (string, error) {
			return text(p.WriteFile([]byte("changed"), vfs.WRONLY|vfs.CREAT|vfs.TRUNC, 0o644))
		}},
		{"symlink", Write, true, func(_ *Host, p Path) (string, error) { return text(Symlink("x", p)) }},
		{"rename from", rw, true, func(h *Host, p Path) (string, error) {
			return with(h, rw, func(to Path) error { return Rename(p, to) })
		}},
		{"rename to", Write, true, func(h *Host, p Path) (string, error) {
			return with(h, rw, func(from Path) error { return Rename(from, p) })
		}},
		{"link from", rw, true, func(h *Host, p Path) (string, error) {
			return with(h, rw, func(to Path) error { return Link(p, to) })
		}},
		{"link to", rw, true, func(h *Host, p Path) (string, error) {
			return with(h, rw, func(from Path) error { return Link(from, p) })
		}},
		{"copy from", Read, false, func(h *Host, p Path) (string, error) {
			if _, err := with(h, rw, func(to Path) error { return CopyFile(p, to, 0) }); err != nil {
				return "", err
			}
			to, err := h.Path(helper, Read)
			if err != nil {
				return "", err
			}
			b, err := to.ReadFile(0)
			return string(b), err
		}},
		{"copy to", Write, true, func(h *Host, p Path) (string, error) {
			return with(h, rw, func(from Path) error { return CopyFile(from, p, 0) })
		}},
	}
}

func entryNames(list []Entry) string {
	s := ""
	for _, e := range list {
		s += e.Name + " "
	}
	return s
}
