package http2

// window is one of those that we grant: of the connection or of a stream.
type window struct {
	size     int // what was granted at first, or by a setting
	received int // of it, and not granted anew
	consumed int // of what was received
	reduced  int // by how much size was made smaller after it had been granted
}

// receive counts bytes that have arrived, if there was room for them.
func (w *window) receive(n int) bool {
	if w.received > w.size-n || w.received > maxWindow-n {
		return false
	}
	w.received += n
	return true
}

// due is by how much to update the window, 0 if that is not worth a frame yet.
func (w *window) due() int {
	n := min(w.consumed, w.received)
	if n <= 0 || n < w.size/2 {
		return 0
	}
	return n
}

func (w *window) grant(n int) {
	w.received -= n
	w.consumed -= n
}

// resize changes the size, and returns by how much to update the window.
func (w *window) resize(size int) int {
	delta := size - w.size
	w.size = size
	if delta < 0 { // what was granted cannot be taken back: it counts as received
		w.received += delta
		w.reduced -= delta
		return 0
	}
	again := min(w.reduced, delta)
	w.reduced -= again
	w.received += again
	return delta - again
}

func (w *window) left() int { return w.size - w.received }
