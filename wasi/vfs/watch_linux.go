package vfs

import (
	"bytes"
	"encoding/binary"
	"os"
	"strconv"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/errno"
)

// The events that libuv asks for, and those of them that are changes of content.
const (
	watchContent = unix.IN_ATTRIB | unix.IN_MODIFY
	watchEntries = unix.IN_CREATE | unix.IN_DELETE | unix.IN_DELETE_SELF | unix.IN_MOVE_SELF | unix.IN_MOVED_FROM | unix.IN_MOVED_TO
)

// notifier is the process's one inotify instance, of which a user may have few.
// It lives while there are watches.
type notifier struct {
	mu   sync.Mutex
	file *os.File
	fd   int
	list map[int32][]*Watch // by inotify's number; two watches of a file share one
}

var inotify notifier

// Watch opens what name stands for, so that no link is followed, and watches
// that, whatever the name stands for later.
func (h *host) Watch(name string) (*Watch, error) {
	if err := h.enter(name); err != nil {
		return nil, err
	}
	fd, err := h.openat(name, unix.O_PATH|unix.O_CLOEXEC, 0)
	h.mu.RUnlock()
	if err != nil {
		return nil, errno.Of(err)
	}
	defer unix.Close(fd)
	w := newWatch()
	if inotify.add(fd, w) != nil {
		return nil, errno.ENOTSUP // no inotify, no /proc, or the user has too many
	}
	return w, nil
}

func (n *notifier) add(fd int, w *Watch) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.file == nil {
		raw, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
		if err != nil {
			return err
		}
		n.file, n.fd, n.list = os.NewFile(uintptr(raw), "inotify"), raw, map[int32][]*Watch{}
		go n.read(n.file)
	}
	id, err := unix.InotifyAddWatch(n.fd, "/proc/self/fd/"+strconv.Itoa(fd), watchContent|watchEntries)
	if err != nil {
		n.idle()
		return err
	}
	n.list[int32(id)] = append(n.list[int32(id)], w)
	w.stop = func() { n.remove(int32(id), w) }
	return nil
}

func (n *notifier) remove(id int32, w *Watch) {
	n.mu.Lock()
	defer n.mu.Unlock()
	left := n.list[id][:0:0]
	for _, other := range n.list[id] {
		if other != w {
			left = append(left, other)
		}
	}
	if n.list[id] == nil {
		return // inotify has given the number up
	}
	if n.list[id] = left; len(left) == 0 {
		delete(n.list, id)
		unix.InotifyRmWatch(n.fd, uint32(id))
	}
	n.idle()
}

// idle closes the instance when nothing is watched any more. The caller holds mu.
func (n *notifier) idle() {
	if len(n.list) == 0 && n.file != nil {
		n.file.Close() // ends read
		n.file = nil
	}
}

// read hands out the events of one instance until it is closed.
func (n *notifier) read(file *os.File) {
	buf := make([]byte, 64<<10)
	for {
		size, err := file.Read(buf)
		if err != nil {
			return
		}
		n.mu.Lock()
		if n.file == file {
			n.handOut(buf[:size])
		}
		n.mu.Unlock()
	}
}

func (n *notifier) handOut(b []byte) {
	for len(b) >= unix.SizeofInotifyEvent {
		id, mask := int32(binary.NativeEndian.Uint32(b)), binary.NativeEndian.Uint32(b[4:])
		size := unix.SizeofInotifyEvent + int(binary.NativeEndian.Uint32(b[12:]))
		if size > len(b) {
			return
		}
		name, _, _ := bytes.Cut(b[unix.SizeofInotifyEvent:size], []byte{0})
		b = b[size:]
		if mask&(watchContent|watchEntries) != 0 {
			change := Change{Name: string(name), Content: mask&watchContent != 0, Entry: mask&watchEntries != 0}
			for _, w := range n.list[id] {
				w.add(change)
			}
		}
		if mask&unix.IN_IGNORED != 0 { // the file is gone
			delete(n.list, id)
			n.idle()
		}
	}
}
