package wasi

import (
	"bytes"
	"io"
	"os"
	"strings"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

// writeUnit is what a pipe that is ready takes without waiting: PIPE_BUF.
const writeUnit = 4096

// lastChance is how long a writer that is no file is waited for when the host has
// given up: one that is busy comes back, and is not used behind the embedder's
// back.
const lastChance = 100 * time.Millisecond

// output writes p so that GiveUp ends it. A pipe, socket or terminal of the system
// is asked whether it takes more, and given no more than that. Of another writer,
// which only itself can wake, a goroutine is left behind until it returns.
func (s *Stream) output(p []byte) (int, error) {
	switch s.w.(type) {
	case *bytes.Buffer, *strings.Builder:
		return s.w.Write(p)
	case *os.File:
		if s.slow() {
			return s.outputByUnits(p)
		}
		return s.w.Write(p)
	}
	if s.w == io.Discard || s.life == nil {
		return s.w.Write(p)
	}
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	own := bytes.Clone(p)
	go func() {
		n, err := s.w.Write(own)
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return r.n, r.err
	case <-s.life:
	}
	select {
	case r := <-done:
		return r.n, r.err
	case <-time.After(lastChance):
		return 0, errno.ECANCELED
	}
}

func (s *Stream) outputByUnits(p []byte) (n int, err error) {
	for n < len(p) {
		if err := s.awaitWritable(); err != nil {
			return n, err
		}
		k, err := s.w.Write(p[n:min(len(p), n+writeUnit)])
		n += k
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// gaveUp reports whether the host has.
func (s *Stream) gaveUp() bool {
	select {
	case <-s.life:
		return true
	default:
		return false
	}
}
