package preview1

import (
	"errors"
	"math/bits"
	"path"
	"sync"

	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
	"github.com/wjs-run/wjs/wasi/vfs"
)

// Config is what a program starts with. The zero Config gives it nothing but
// clocks, random numbers and three descriptors that are empty or lead nowhere.
type Config struct {
	// Host is asked for everything. Without one the program has a host of its
	// own that denies everything.
	Host *wasi.Host
	Args []string
	// Env is shown as it is: the caller takes it from Host.Environ, or makes it.
	Env []string
	// Stdio are the descriptors 0, 1 and 2; nil is the host's.
	Stdio [3]*wasi.Stream
	// Files, where they are not nil, stand for Stdio; they stay the caller's.
	Files [3]*wasi.File
	// Preopens are the directories the program finds open from descriptor 3 on.
	Preopens []Preopen
	// Sockets are open behind the preopens.
	Sockets []Socket
}

// Preopen is a directory that is open from the start.
type Preopen struct {
	Name string // what the program calls it
	Path string // the guest's path that it stands for
	// Sealed opens a directory that may not be read itself: the program reaches
	// through it what the policy grants below, and cannot list it.
	Sealed bool
}

// System is one program's view of the world: descriptors, arguments, variables.
// It serves one program; its methods may be called from any goroutine.
type System struct {
	host    *wasi.Host
	ownHost bool
	args    []string
	env     []string

	mu  sync.Mutex
	fds []*descriptor // by number, nil where free
}

// maxFDs bounds the table, whatever quota the host has.
const maxFDs = 1 << 16

// NewSystem opens the preopens. The System must be closed.
func NewSystem(config Config) (*System, error) {
	s := &System{host: config.Host, args: config.Args, env: config.Env}
	if s.host == nil {
		h, err := wasi.NewHost(nil, wasi.Config{})
		if err != nil {
			return nil, err
		}
		s.host, s.ownHost = h, true
	}
	for fd := range 3 {
		stream := config.Stdio[fd]
		if stream == nil {
			stream = s.host.Stdio(fd)
		}
		if file := config.Files[fd]; file != nil {
			s.fds = append(s.fds, &descriptor{file: file, borrowed: true, base: rightsFile})
			continue
		}
		s.fds = append(s.fds, streamDescriptor(fd, stream))
	}
	for _, p := range config.Preopens {
		d, err := s.preopen(p)
		if err != nil {
			s.Close()
			return nil, err
		}
		s.fds = append(s.fds, d)
	}
	for _, sock := range config.Sockets {
		s.fds = append(s.fds, socketDescriptor(sock))
	}
	return s, nil
}

func (s *System) preopen(p Preopen) (*descriptor, error) {
	token, err := s.host.Path(p.Path, wasi.Read)
	var denied *wasi.Denied
	if p.Sealed && errors.As(err, &denied) {
		return &descriptor{dir: s.absolute(p.Path), preopen: p.Name, isPreopen: true, base: rightsDir, inheriting: rightsDir | rightsFile}, nil
	}
	if err != nil {
		return nil, err
	}
	f, err := token.Opendir()
	if err != nil {
		return nil, err
	}
	return &descriptor{
		file: f, dir: f.Where(), preopen: p.Name, isPreopen: true,
		base: rightsDir, inheriting: rightsDir | rightsFile,
	}, nil
}

func (s *System) absolute(name string) string {
	if !path.IsAbs(name) {
		name = s.host.Getwd() + "/" + name
	}
	return path.Clean(name)
}

// Close closes all descriptors. Calls under way end with EBADF.
func (s *System) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for fd, d := range s.fds {
		if d != nil {
			d.close()
			s.fds[fd] = nil
		}
	}
	if s.ownHost {
		s.host.Close()
	}
	return nil
}

// descriptor is an entry of the table: a stream, or a file or directory.
type descriptor struct {
	sock   *socket // instead of a stream or a file
	stream *wasi.Stream
	file   *wasi.File
	// borrowed says that who gave the file closes it.
	borrowed bool

	dir       string // the guest's path, if it is a directory; a sealed one has no file
	preopen   string
	isPreopen bool

	mu               sync.Mutex // what follows
	flags            uint16
	base, inheriting uint64
	listing          []wasi.Entry // what fd_readdir reads from
	listed           bool
}

// sealed reports whether it is a directory that may not be read itself.
func (d *descriptor) sealed() bool { return d.dir != "" && d.file == nil }

func streamDescriptor(fd int, stream *wasi.Stream) *descriptor {
	d := &descriptor{stream: stream, base: rightFdWrite | rightFilestatGet | rightPoll}
	if fd == 0 {
		d.base = rightFdRead | rightFilestatGet | rightPoll
	}
	return d
}

func (d *descriptor) close() error {
	if d.file != nil && !d.borrowed {
		return d.file.Close()
	}
	if d.sock != nil {
		return d.sock.close()
	}
	return nil // the streams belong to the host
}

func (d *descriptor) rights() (base, inheriting uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.base, d.inheriting
}

// need fails with ENOTCAPABLE unless d has all rights.
func (d *descriptor) need(rights uint64) errno.Errno {
	if base, _ := d.rights(); base&rights != rights {
		return errno.ENOTCAPABLE
	}
	return 0
}

// get finds a descriptor that has rights: EBADF if there is none of the number.
func (s *System) get(fd int32, rights uint64) (*descriptor, errno.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if fd < 0 || int(fd) >= len(s.fds) || s.fds[fd] == nil {
		return nil, errno.EBADF
	}
	return s.fds[fd], s.fds[fd].need(rights)
}

// getFile is get for what only files and directories can do; a stream answers
// with otherwise.
func (s *System) getFile(fd int32, rights uint64, otherwise errno.Errno) (*descriptor, errno.Errno) {
	d, e := s.get(fd, 0)
	if e != 0 {
		return nil, e
	}
	if d.sealed() {
		return nil, errno.EACCES
	}
	if d.file == nil {
		return nil, otherwise
	}
	return d, d.need(rights)
}

// getDir is get for directories.
func (s *System) getDir(fd int32, rights uint64) (*descriptor, errno.Errno) {
	d, e := s.get(fd, 0)
	if e != 0 {
		return nil, e
	}
	if d.dir == "" {
		return nil, errno.ENOTDIR
	}
	return d, d.need(rights)
}

// add gives d the lowest free number.
func (s *System) add(d *descriptor) (int32, errno.Errno) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for fd := range s.fds {
		if s.fds[fd] == nil {
			s.fds[fd] = d
			return int32(fd), 0
		}
	}
	if len(s.fds) >= maxFDs {
		return 0, errno.EMFILE
	}
	s.fds = append(s.fds, d)
	return int32(len(s.fds) - 1), 0
}

// Rights, one bit each, of the snapshot's rights type.
const (
	rightDatasync = 1 << iota
	rightFdRead
	rightSeek
	rightSetFlags
	rightSync
	rightTell
	rightFdWrite
	rightAdvise
	rightAllocate
	rightCreateDirectory
	rightCreateFile
	rightLinkSource
	rightLinkTarget
	rightPathOpen
	rightReaddir
	rightReadlink
	rightRenameSource
	rightRenameTarget
	rightPathFilestatGet
	rightPathSetSize
	rightPathSetTimes
	rightFilestatGet
	rightSetSize
	rightSetTimes
	rightSymlink
	rightRemoveDirectory
	rightUnlink
	rightPoll
	rightShutdown
	rightAccept

	rightsAll  = 1<<30 - 1
	rightsFile = rightDatasync | rightFdRead | rightSeek | rightSetFlags | rightSync | rightTell |
		rightFdWrite | rightAdvise | rightAllocate | rightFilestatGet | rightSetSize | rightSetTimes | rightPoll
	rightsDir = rightSetFlags | rightSync | rightAdvise | rightCreateDirectory | rightCreateFile |
		rightLinkSource | rightLinkTarget | rightPathOpen | rightReaddir | rightReadlink |
		rightRenameSource | rightRenameTarget | rightPathFilestatGet | rightPathSetSize |
		rightPathSetTimes | rightFilestatGet | rightSetTimes | rightSymlink | rightRemoveDirectory |
		rightUnlink | rightPoll
)

// Flags of descriptors.
const (
	fdAppend uint16 = 1 << iota
	fdDsync
	fdNonblock
	fdRsync
	fdSyncFlag
	fdFlagsAll = 1<<5 - 1
)

// vfsFlags turns flags of descriptors into those of package vfs.
func vfsFlags(flags uint16) vfs.Flag {
	var f vfs.Flag
	if flags&fdAppend != 0 {
		f |= vfs.APPEND
	}
	if flags&fdDsync != 0 {
		f |= vfs.DSYNC
	}
	if flags&fdNonblock != 0 {
		f |= vfs.NONBLOCK
	}
	if flags&(fdRsync|fdSyncFlag) != 0 {
		f |= vfs.SYNC
	}
	return f
}

// Types of files.
const (
	typeUnknown = iota
	typeBlock
	typeChar
	typeDir
	typeRegular
	typeDatagram
	typeStream
	typeLink
)

// fileType turns the type bits of st_mode into the snapshot's.
func fileType(mode uint32) uint8 {
	switch mode & vfs.ModeType {
	case vfs.ModeBlock:
		return typeBlock
	case vfs.ModeChar:
		return typeChar
	case vfs.ModeDir:
		return typeDir
	case vfs.ModeRegular:
		return typeRegular
	case vfs.ModeSocket:
		return typeStream
	case vfs.ModeLink:
		return typeLink
	}
	return typeUnknown
}

// ns is an instant as the snapshot has it; what is before 1970 is 1970.
func ns(t wasi.Time) uint64 {
	if t.Sec < 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(t.Sec), 1e9)
	if hi != 0 {
		return ^uint64(0)
	}
	sum, carry := bits.Add64(lo, uint64(t.Nsec), 0)
	if carry != 0 {
		return ^uint64(0)
	}
	return sum
}
