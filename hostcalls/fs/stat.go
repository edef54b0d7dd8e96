package fs

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// Results are numbers of 8 bytes each, which script views as a Float64Array or,
// for the bigint form, a BigInt64Array. Their order is that of Node's bindings.
func addStat(b *hostcalls.Binding) {
	read := b.Asks(wasi.KindRead)
	work3(read, "stat", func(c *call, path string, big, mustExist bool) (func() ([]byte, error), error) {
		return stat(c, path, big, mustExist, wasi.Path.Stat)
	})
	work3(read, "lstat", func(c *call, path string, big, mustExist bool) (func() ([]byte, error), error) {
		return stat(c, path, big, mustExist, wasi.Path.Lstat)
	})
	work2(b.Holds(), "fstat", fstat)
	work2(read, "statfs", statfs)
	work2(read, "access", access)
	hostcalls.Op1(read, "existsSync", existsSync)
	hostcalls.Op1(read, "internalModuleStat", moduleStat)
}

// stat(path, bigint, mustExist) → numbers, none if there is no entry and that
// is no error.
func stat(c *call, path string, big, mustExist bool, ask func(wasi.Path) (wasi.Stat, error)) (func() ([]byte, error), error) {
	p, err := c.Host().Path(path, wasi.Read)
	if err != nil {
		return nil, err
	}
	return func() ([]byte, error) {
		st, err := ask(p)
		if err != nil {
			if n := errno.Of(err); !mustExist && (n == errno.ENOENT || n == errno.ENOTDIR) {
				return []byte{}, nil
			}
			return nil, err
		}
		return statNumbers(&st, big), nil
	}, nil
}

// fstat(fd, bigint) → numbers
func fstat(c *call, fd int, big bool) (func() ([]byte, error), error) {
	if s := c.Host().Stdio(fd); s != nil {
		st := streamStat(s)
		return func() ([]byte, error) { return statNumbers(&st, big), nil }, nil
	}
	f, err := fileOf(c, fd, "fstat")
	if err != nil {
		return nil, err
	}
	return func() ([]byte, error) {
		st, err := f.Stat()
		if err != nil {
			return nil, err
		}
		return statNumbers(&st, big), nil
	}, nil
}

// streamStat tells no more of a standard stream than what kind it is.
func streamStat(s *wasi.Stream) wasi.Stat {
	st := wasi.Stat{Nlink: 1, Blksize: 4096}
	switch s.Kind() {
	case "TTY":
		st.Mode = vfs.ModeChar | 0o620
	case "FILE":
		st.Mode = vfs.ModeRegular | 0o644
	case "TCP":
		st.Mode = vfs.ModeSocket | 0o777
	default:
		st.Mode = vfs.ModeFIFO | 0o600
	}
	return st
}

// packer collects numbers in one of the two forms.
type packer struct {
	b   []byte
	big bool
}

func (p *packer) add(n int64) {
	bits := uint64(n)
	if !p.big {
		bits = math.Float64bits(float64(n))
	}
	p.b = binary.LittleEndian.AppendUint64(p.b, bits)
}

func (p *packer) addUnsigned(n uint64) {
	if !p.big {
		n = math.Float64bits(float64(n))
	}
	p.b = binary.LittleEndian.AppendUint64(p.b, n)
}

func (p *packer) addTime(t wasi.Time) {
	p.add(t.Sec)
	p.add(t.Nsec)
}

func statNumbers(st *wasi.Stat, big bool) []byte {
	p := packer{make([]byte, 0, 18*8), big}
	p.addUnsigned(st.Dev)
	p.add(int64(st.Mode))
	p.addUnsigned(st.Nlink)
	p.add(int64(st.UID))
	p.add(int64(st.GID))
	p.addUnsigned(st.Rdev)
	p.add(st.Blksize)
	p.addUnsigned(st.Ino)
	p.add(st.Size)
	p.add(st.Blocks)
	p.addTime(st.Atime)
	p.addTime(st.Mtime)
	p.addTime(st.Ctime)
	p.addTime(st.Birth)
	return p.b
}

// statfs(path, bigint) → numbers
func statfs(c *call, path string, big bool) (func() ([]byte, error), error) {
	p, err := c.Host().Path(path, wasi.Read)
	if err != nil {
		return nil, err
	}
	return func() ([]byte, error) {
		st, err := p.Statfs()
		if err != nil {
			return nil, err
		}
		out := packer{make([]byte, 0, 7*8), big}
		for _, n := range []uint64{st.Type, st.Bsize, st.Blocks, st.Bfree, st.Bavail, st.Files, st.Ffree} {
			out.addUnsigned(n)
		}
		return out.b, nil
	}, nil
}

// access(path, mode)
func access(c *call, path string, mode uint32) (func() (none, error), error) {
	p, err := c.Host().Path(path, wasi.Read)
	if err != nil {
		return nil, err
	}
	return func() (none, error) { return none{}, p.Access(mode) }, nil
}

// existsSync(path) → whether it can be seen
func existsSync(c *call, path string) (bool, error) {
	p, err := c.Host().Path(path, wasi.Read)
	if err != nil {
		return false, nil
	}
	return p.Access(wasi.AccessExists) == nil, nil
}

// internalModuleStat(path) → 0 for a file, 1 for a directory, else negative.
// What may not be read is not there.
func moduleStat(c *call, path string) (int, error) {
	p, err := c.Host().PeekPath(path, wasi.Read)
	if err != nil {
		return errno.EACCES.UV(), nil
	}
	st, err := p.Stat()
	switch {
	case err != nil:
		var pathError *wasi.PathError
		if errors.As(err, &pathError) {
			return pathError.Errno.UV(), nil
		}
		return errno.Of(err).UV(), nil
	case st.IsDir():
		return 1, nil
	}
	return 0, nil
}
