package vfs

import (
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

// mem is a tree in memory. One lock guards it all: operations are short.
type mem struct {
	mu   sync.Mutex
	root *memNode
	next uint64 // the number of the next node
	left int64  // bytes that may still be stored
	now  func() time.Time
}

// memNode is a file, a directory or a link; links count the names of files.
type memNode struct {
	stat    Stat
	data    []byte
	target  string
	entries map[string]*memNode
}

// NewMem makes an empty tree in memory that holds at most limit bytes of
// contents; writing more is ENOSPC. It is gone when nothing refers to it.
func NewMem(limit int64) FS {
	m := &mem{left: limit, now: time.Now}
	m.root = m.node(ModeDir | 0o755)
	return m
}

// nodeCost is what a node counts for beside its contents, so that empty files
// are not free.
const nodeCost = 256

func (m *mem) node(mode uint32) *memNode {
	m.next++
	t := timeOf(m.now())
	n := &memNode{stat: Stat{
		Dev: 0xfeed, Ino: m.next, Mode: mode, Nlink: 1, Blksize: 4096,
		Atime: t, Mtime: t, Ctime: t, Birth: t,
	}}
	if mode&ModeType == ModeDir {
		n.entries = map[string]*memNode{}
		n.stat.Nlink = 2
	}
	return n
}

// find walks to a node; m.mu is held.
func (m *mem) find(name string) (*memNode, error) {
	if err := canonical(name); err != nil {
		return nil, err
	}
	n := m.root
	if name == "." {
		return n, nil
	}
	for elem := range strings.SplitSeq(name, "/") {
		if n.stat.IsLink() {
			return nil, errno.ELOOP
		}
		if n.entries == nil {
			return nil, errno.ENOTDIR
		}
		next, ok := n.entries[elem]
		if !ok {
			return nil, errno.ENOENT
		}
		n = next
	}
	return n, nil
}

// parent walks to the directory that name is in.
func (m *mem) parent(name string) (*memNode, string, error) {
	if err := canonical(name); err != nil {
		return nil, "", err
	}
	if name == "." {
		return nil, "", errno.EBUSY
	}
	dir, base := split(name)
	n, err := m.find(dir)
	switch {
	case err != nil:
		return nil, "", err
	case n.stat.IsLink():
		return nil, "", errno.ELOOP
	case n.entries == nil:
		return nil, "", errno.ENOTDIR
	case len(base) > 255:
		return nil, "", errno.ENAMETOOLONG
	}
	return n, base, nil
}

// insert puts a new node into a directory.
func (m *mem) insert(dir *memNode, base string, n *memNode) error {
	if _, taken := dir.entries[base]; taken {
		return errno.EEXIST
	}
	if m.left < nodeCost {
		return errno.ENOSPC
	}
	m.left -= nodeCost
	dir.entries[base] = n
	m.touch(dir)
	if n.entries != nil {
		dir.stat.Nlink++
	}
	return nil
}

// drop takes a name away, and the node with the last one.
func (m *mem) drop(dir *memNode, base string) {
	n := dir.entries[base]
	delete(dir.entries, base)
	m.touch(dir)
	if n.entries != nil {
		dir.stat.Nlink--
		n.stat.Nlink = 0
	} else {
		n.stat.Nlink--
	}
	if n.stat.Nlink == 0 {
		m.left += nodeCost
		if n.stat.Type() == ModeRegular {
			m.left += int64(len(n.data))
		}
	}
	n.stat.Ctime = timeOf(m.now())
}

func (m *mem) touch(n *memNode) {
	t := timeOf(m.now())
	n.stat.Mtime, n.stat.Ctime = t, t
}

func (m *mem) Close() error { return nil }

func (m *mem) Open(name string, flag Flag, mode uint32) (File, error) {
	if !flag.Valid() {
		return nil, errno.EINVAL
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.find(name)
	switch {
	case err == errno.ENOENT && flag&CREAT != 0:
		if flag&DIRECTORY != 0 {
			return nil, errno.EINVAL
		}
		dir, base, err := m.parent(name)
		if err != nil {
			return nil, err
		}
		n = m.node(ModeRegular | mode&ModePerm)
		if err := m.insert(dir, base, n); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case flag&(CREAT|EXCL) == CREAT|EXCL:
		return nil, errno.EEXIST
	case n.stat.IsLink():
		return nil, errno.ELOOP
	case n.entries != nil && flag.Writable():
		return nil, errno.EISDIR
	case n.entries == nil && flag&DIRECTORY != 0:
		return nil, errno.ENOTDIR
	}
	if flag&TRUNC != 0 {
		if err := m.resize(n, 0); err != nil {
			return nil, err
		}
	}
	return &memFile{m: m, n: n, flag: flag}, nil
}

// resize makes a file size bytes long; m.mu is held.
func (m *mem) resize(n *memNode, size int64) error {
	grow := size - int64(len(n.data))
	// A file without a name counts for nothing when it ends.
	if n.stat.Nlink > 0 {
		if grow > m.left {
			return errno.ENOSPC
		}
		m.left -= grow
	} else if grow > 0 {
		return errno.ENOSPC
	}
	if grow <= 0 {
		clear(n.data[size:])
		n.data = n.data[:size]
	} else {
		n.data = append(n.data, make([]byte, grow)...)
	}
	m.touch(n)
	return nil
}

func (n *memNode) describe() Stat {
	st := n.stat
	st.Size = int64(len(n.data))
	if n.target != "" {
		st.Size = int64(len(n.target))
	}
	st.Blocks = (st.Size + 511) / 512
	return st
}

func (m *mem) Lstat(name string) (Stat, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.find(name)
	if err != nil {
		return Stat{}, err
	}
	return n.describe(), nil
}

func (m *mem) Readlink(name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.find(name)
	if err == nil && !n.stat.IsLink() {
		err = errno.EINVAL
	}
	if err != nil {
		return "", err
	}
	return n.target, nil
}

func (m *mem) create(name string, n func() *memNode) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if name == "." {
		return errno.EEXIST
	}
	dir, base, err := m.parent(name)
	if err != nil {
		return err
	}
	return m.insert(dir, base, n())
}

func (m *mem) Mkdir(name string, mode uint32) error {
	return m.create(name, func() *memNode { return m.node(ModeDir | mode&ModePerm) })
}

func (m *mem) Symlink(target, name string) error {
	if target == "" {
		return errno.ENOENT
	}
	if len(target) > 4095 {
		return errno.ENAMETOOLONG
	}
	return m.create(name, func() *memNode {
		n := m.node(ModeLink | 0o777)
		n.target = target
		return n
	})
}

func (m *mem) remove(name string, check func(*memNode) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, base, err := m.parent(name)
	if err != nil {
		return err
	}
	n, ok := dir.entries[base]
	if !ok {
		return errno.ENOENT
	}
	if err := check(n); err != nil {
		return err
	}
	m.drop(dir, base)
	return nil
}

func (m *mem) Rmdir(name string) error {
	return m.remove(name, func(n *memNode) error {
		switch {
		case n.entries == nil:
			return errno.ENOTDIR
		case len(n.entries) > 0:
			return errno.ENOTEMPTY
		}
		return nil
	})
}

func (m *mem) Unlink(name string) error {
	return m.remove(name, func(n *memNode) error {
		if n.entries != nil {
			return errno.EISDIR
		}
		return nil
	})
}

func (m *mem) Rename(name string, to FS, toName string) error {
	if other, ok := to.(*mem); !ok || other != m {
		return errno.EXDEV
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	dir, base, err := m.parent(name)
	if err != nil {
		return err
	}
	n, ok := dir.entries[base]
	if !ok {
		return errno.ENOENT
	}
	if n.entries != nil && strings.HasPrefix(toName, name+"/") {
		return errno.EINVAL
	}
	toDir, toBase, err := m.parent(toName)
	if err != nil {
		return err
	}
	if old, ok := toDir.entries[toBase]; ok {
		switch {
		case old == n:
			return nil
		case old.entries != nil && n.entries == nil:
			return errno.EISDIR
		case old.entries == nil && n.entries != nil:
			return errno.ENOTDIR
		case len(old.entries) > 0:
			return errno.ENOTEMPTY
		}
		m.drop(toDir, toBase)
	}
	delete(dir.entries, base)
	toDir.entries[toBase] = n
	if n.entries != nil {
		dir.stat.Nlink--
		toDir.stat.Nlink++
	}
	m.touch(dir)
	m.touch(toDir)
	n.stat.Ctime = timeOf(m.now())
	return nil
}

func (m *mem) Link(name string, to FS, toName string) error {
	if other, ok := to.(*mem); !ok || other != m {
		return errno.EXDEV
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.find(name)
	if err != nil {
		return err
	}
	if n.entries != nil {
		return errno.EPERM
	}
	dir, base, err := m.parent(toName)
	if err != nil {
		return err
	}
	if err := m.insert(dir, base, n); err != nil {
		return err
	}
	m.left += nodeCost // a name more, not a node
	n.stat.Nlink++
	n.stat.Ctime = timeOf(m.now())
	return nil
}

// change applies fn to a node that may be a link only if final says so.
func (m *mem) change(name string, final Final, fn func(*memNode)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, err := m.find(name)
	if err != nil {
		return err
	}
	if n.stat.IsLink() && final == Refuse {
		return errno.ELOOP
	}
	fn(n)
	n.stat.Ctime = timeOf(m.now())
	return nil
}

func (n *memNode) chmod(mode uint32) { n.stat.Mode = n.stat.Mode&ModeType | mode&ModePerm }

func (n *memNode) chown(uid, gid int) {
	if uid >= 0 {
		n.stat.UID = uint32(uid)
	}
	if gid >= 0 {
		n.stat.GID = uint32(gid)
	}
}

func (m *mem) utimes(n *memNode, atime, mtime Time) {
	for _, t := range [...]struct {
		to   *Time
		from Time
	}{{&n.stat.Atime, atime}, {&n.stat.Mtime, mtime}} {
		switch t.from.Nsec {
		case NsecOmit:
		case NsecNow:
			*t.to = timeOf(m.now())
		default:
			*t.to = t.from
		}
	}
}

func (m *mem) Chmod(name string, mode uint32) error {
	return m.change(name, Refuse, func(n *memNode) { n.chmod(mode) })
}

func (m *mem) Chown(name string, uid, gid int, final Final) error {
	return m.change(name, final, func(n *memNode) { n.chown(uid, gid) })
}

func (m *mem) Utimes(name string, atime, mtime Time, final Final) error {
	return m.change(name, final, func(n *memNode) { m.utimes(n, atime, mtime) })
}

func (m *mem) Statfs(name string) (Statfs, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.find(name); err != nil {
		return Statfs{}, err
	}
	free := uint64(max(m.left, 0)) / 4096
	return Statfs{Type: 0x01021994, Bsize: 4096, Blocks: free, Bfree: free, Bavail: free, Files: free, Ffree: free}, nil
}

// names lists a directory in a stable order; m.mu is held.
func (n *memNode) names() []Entry {
	list := make([]Entry, 0, len(n.entries))
	for name, e := range n.entries {
		list = append(list, Entry{Name: name, Type: e.stat.Type(), Ino: e.stat.Ino})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}
