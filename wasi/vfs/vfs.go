// Package vfs has the file systems that a policy can grant: directories of the
// host, trees in memory, any fs.FS. They share one rule that makes permission
// checks on names sound: no operation follows a symbolic link, in no component.
// Where a link stands in the way the operation fails with errno.ELOOP, and it
// is the caller (package wasi) that reads the link, works out where it leads in
// the guest's namespace, asks the policy again and comes back with a name that
// has no links in it. A link that is swapped in between therefore cannot lead
// an operation anywhere: it only makes it fail.
//
// Every method of an FS and of a File may be called from any goroutine. Errors
// are of type errno.Errno, without paths: the caller knows the guest's name for
// what it asked, this package must not tell the host's.
package vfs

import "github.com/wjs-run/wjs/wasi/errno"

// FS is a tree of files. Names are relative, separated by slashes, without
// empty elements, "." and ".."; the root itself is ".".
//
// The parameter final says what becomes of a link as the last element: Refuse
// gives ELOOP, Itself lets the operation act on the link.
type FS interface {
	// Open opens or creates a file or opens a directory. A link as last element
	// is always refused. It never blocks: a FIFO without a peer opens at once
	// (for reading) or fails with ENXIO (for writing).
	Open(name string, flag Flag, mode uint32) (File, error)
	// Lstat describes name itself, be it a link or not.
	Lstat(name string) (Stat, error)
	// Readlink returns the text of a link, EINVAL if name is none.
	Readlink(name string) (string, error)
	Mkdir(name string, mode uint32) error
	Rmdir(name string) error
	// Unlink removes anything but a directory (EISDIR or EPERM).
	Unlink(name string) error
	// Rename and Link fail with EXDEV when to is a tree that cannot be reached.
	Rename(name string, to FS, toName string) error
	Link(name string, to FS, toName string) error
	// Symlink stores target as it is given.
	Symlink(target, name string) error
	// Chmod refuses a link as last element: POSIX gives links no mode.
	Chmod(name string, mode uint32) error
	// Chown leaves an id that is -1 as it is.
	Chown(name string, uid, gid int, final Final) error
	Utimes(name string, atime, mtime Time, final Final) error
	Statfs(name string) (Statfs, error)
	// Close releases the tree; files that are open stay usable.
	Close() error
}

// File is an open file or directory.
type File interface {
	// Read and Write use and move the file's own position. Read returns 0 and
	// no error at the end.
	Read(p []byte) (int, error)
	Write(p []byte) (int, error)
	// ReadAt and WriteAt leave the position alone. Written to a file opened
	// with Append, WriteAt appends, as Linux does.
	ReadAt(p []byte, offset int64) (int, error)
	WriteAt(p []byte, offset int64) (int, error)
	Seek(offset int64, whence int) (int64, error)
	Stat() (Stat, error)
	Truncate(size int64) error
	Sync() error
	Datasync() error
	Chmod(mode uint32) error
	Chown(uid, gid int) error
	Utimes(atime, mtime Time) error
	// SetFlags turns APPEND, NONBLOCK and the like on and off.
	SetFlags(flag Flag) error
	// ReadDir returns the next entries in the order of the directory, at most n
	// of them (n > 0), none at the end. "." and ".." are left out. Seek to 0
	// begins anew.
	ReadDir(n int) ([]Entry, error)
	// Close may be called while another operation runs: that operation ends
	// with its result or with EBADF. A second Close is EBADF.
	Close() error
}

// Final says what an operation does with a link as the last element of a name.
type Final bool

const (
	Refuse Final = false
	Itself Final = true
)

// Flag holds open flags. The bits are those of Linux on x86-64, which are what
// fs.constants shows to programs on every platform.
type Flag uint32

const (
	RDONLY    Flag = 0
	WRONLY    Flag = 1
	RDWR      Flag = 2
	Accmode   Flag = 3
	CREAT     Flag = 0o100
	EXCL      Flag = 0o200
	NOCTTY    Flag = 0o400
	TRUNC     Flag = 0o1000
	APPEND    Flag = 0o2000
	NONBLOCK  Flag = 0o4000
	DSYNC     Flag = 0o10000
	DIRECT    Flag = 0o40000
	LARGEFILE Flag = 0o100000
	DIRECTORY Flag = 0o200000
	NOFOLLOW  Flag = 0o400000
	NOATIME   Flag = 0o1000000
	SYNC      Flag = 0o4010000

	knownFlags = Accmode | CREAT | EXCL | NOCTTY | TRUNC | APPEND | NONBLOCK |
		DSYNC | DIRECT | LARGEFILE | DIRECTORY | NOFOLLOW | NOATIME | SYNC
)

// Valid reports whether f has only bits that have a meaning here. O_PATH and
// O_TMPFILE have none: the first would be a handle that outlives its check, the
// second a file without a name.
func (f Flag) Valid() bool { return f&^knownFlags == 0 && f&Accmode != Accmode }

// Readable reports whether a file opened with f can be read.
func (f Flag) Readable() bool { return f&Accmode != WRONLY }

// Writable reports whether f asks for anything that changes the tree.
func (f Flag) Writable() bool { return f&Accmode != RDONLY || f&(CREAT|TRUNC|APPEND) != 0 }

// Mode bits as in st_mode.
const (
	ModeType    uint32 = 0o170000
	ModeSocket  uint32 = 0o140000
	ModeLink    uint32 = 0o120000
	ModeRegular uint32 = 0o100000
	ModeBlock   uint32 = 0o060000
	ModeDir     uint32 = 0o040000
	ModeChar    uint32 = 0o020000
	ModeFIFO    uint32 = 0o010000
	ModePerm    uint32 = 0o007777
)

// Time is an instant as files bear it: nanoseconds in an int64 would end in 2262.
type Time struct {
	Sec  int64
	Nsec int64
}

// The values of Nsec with which Utimes takes the present, or leaves a time as it
// is.
const (
	NsecNow  int64 = -1
	NsecOmit int64 = -2
)

// Before orders instants.
func (t Time) Before(u Time) bool { return t.Sec < u.Sec || t.Sec == u.Sec && t.Nsec < u.Nsec }

// Stat is the whole of struct stat.
type Stat struct {
	Dev, Ino     uint64
	Mode         uint32
	Nlink        uint64
	UID, GID     uint32
	Rdev         uint64
	Size         int64
	Blksize      int64
	Blocks       int64
	Atime, Mtime Time
	Ctime, Birth Time
}

// Type is the part of the mode that tells files from directories.
func (s *Stat) Type() uint32 { return s.Mode & ModeType }

// IsDir and IsLink ask for the two types that paths care about.
func (s *Stat) IsDir() bool  { return s.Type() == ModeDir }
func (s *Stat) IsLink() bool { return s.Type() == ModeLink }

// IsRegular says whether it is a file like any other.
func (s *Stat) IsRegular() bool { return s.Type() == ModeRegular }

// Entry is one name in a directory. Type is 0 where the file system does not
// tell; the caller then asks Lstat.
type Entry struct {
	Name string
	Type uint32
	Ino  uint64
}

// Statfs is what is known of the file system as a whole.
type Statfs struct {
	Type, Bsize, Blocks, Bfree, Bavail, Files, Ffree uint64
}

// join puts an element behind a name.
func join(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}

// split cuts the last element off a name.
func split(name string) (dir, base string) {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' {
			return name[:i], name[i+1:]
		}
	}
	return ".", name
}

// canonical refuses names that break the rule of FS. It is the last line: who
// calls with ".." has a bug, and the bug must not become an escape.
func canonical(name string) error {
	if name == "" {
		return errno.ENOENT
	}
	if name == "." {
		return nil
	}
	start := 0
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] == 0 {
			return errno.EINVAL
		}
		if i < len(name) && name[i] != '/' {
			continue
		}
		switch elem := name[start:i]; {
		case elem == "" || elem == "." || elem == "..":
			return errno.ENOTCAPABLE
		case unspeakable(elem):
			return errno.ENOENT
		}
		start = i + 1
	}
	return nil
}
