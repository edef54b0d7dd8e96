package net

import (
	"crypto/tls"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi/errno"
)

const (
	recordSize = 16 << 10  // the most that a record has
	tryMax     = 256 << 10 // what is encrypted at once on the loop
	pendingMax = 4 * tryMax
)

// secured is TLS over a connection. Only writes that were told to wait wait for
// the peer; a peer that asks for answers and takes none is one that breaks rules.
type secured struct {
	tls    *tls.Conn
	wire   *wire
	record atomic.Int64 // the most that a record may have; 0 is recordSize
	peers  [][]byte     // certificates, each followed by its issuer
	own    [][]byte
}

var errStuck = errors.New("tls: the peer takes no answers")

// records are buffers of recordSize, which is what a read brings at most: programs
// are used to that.
var records = sync.Pool{New: func() any { return new([recordSize]byte) }}

func (s *secured) ReadReady(func() []byte, func([]byte)) ([]byte, error) {
	for {
		p := records.Get().(*[recordSize]byte)
		n, err := s.readBuffered(p[:])
		if pending := s.wire.pending(); pending > pendingMax {
			return nil, errStuck
		} else if pending > 0 {
			_ = s.wire.tryFlush() // what is wrong with it shows when something is written or read
		}
		if n > 0 {
			return p[:n], nil
		}
		records.Put(p)
		if !errors.As(err, new(errLater)) {
			return nil, err
		}
		s.wire.fill()
	}
}

// readBuffered decrypts what is there, as far as there is room.
func (s *secured) readBuffered(p []byte) (int, error) {
	n, err := s.tls.Read(p)
	for err == nil && n < len(p) {
		var m int
		m, err = s.tls.Read(p[n:])
		n += m
	}
	return n, err
}

// TryWrite takes a piece if nothing is left of the one before. What of it could
// not be sent at once, pending tells, is sent by the next Write.
func (s *secured) TryWrite(p []byte) (int, error) {
	if s.wire.pending() > 0 {
		return 0, nil
	}
	n, err := s.encrypt(p[:min(len(p), tryMax)])
	if err != nil {
		return n, err
	}
	return n, s.wire.tryFlush()
}

func (s *secured) Write(p []byte) (int, error) {
	if err := s.wire.flush(); err != nil {
		return 0, err
	}
	n, err := s.encrypt(p)
	if err != nil {
		return 0, err
	}
	return n, s.wire.flush()
}

func (s *secured) encrypt(p []byte) (int, error) {
	size := recordSize
	if n := int(s.record.Load()); n > 0 {
		size = n
	}
	done := 0
	for len(p) > 0 {
		n, err := s.tls.Write(p[:min(len(p), size)])
		if done += n; err != nil {
			return done, err
		}
		p = p[n:]
	}
	return done, nil
}

// sayGoodbye tells the peer that nothing more will come.
func (s *secured) sayGoodbye() error {
	if err := s.tls.CloseWrite(); err != nil {
		return err
	}
	return s.wire.flush()
}

// CloseWrite says good-bye, and ends what is under.
func (s *secured) CloseWrite() error {
	if err := s.sayGoodbye(); err != nil {
		return err
	}
	return s.wire.under.CloseWrite()
}

func secureOf(c *call, id int) (*secured, error) {
	_, link, err := linked(c, id)
	if err != nil {
		return nil, err
	}
	s, ok := link.(*secured)
	if !ok {
		return nil, errno.ENOTCONN
	}
	return s, nil
}

// certificateTLS is one of the peer's certificates, or of this end's: the first
// is its own, each other vouches for the one before. It is null behind the last.
func certificateTLS(c *call, id int, peer bool, i int) ([]byte, error) {
	s, err := secureOf(c, id)
	if err != nil {
		return nil, err
	}
	list := s.own
	if peer {
		list = s.peers
	}
	if i < 0 || i >= len(list) {
		return nil, nil
	}
	return list[i], nil
}

// limitTLS bounds the records that are sent.
func limitTLS(c *call, id, size int) (bool, error) {
	s, err := secureOf(c, id)
	if err != nil || size < 512 || size > recordSize {
		return false, err
	}
	s.record.Store(int64(size))
	return true, nil
}

// The bounds of TLS 1.3, beyond which crypto/tls panics.
const (
	maxExport = 255 * 32
	maxLabel  = 249
)

// exportTLS makes keys of those of the connection (RFC 5705).
func exportTLS(c *call, id, length int, label string, context hostcalls.Opt[hostcalls.Bytes]) ([]byte, error) {
	s, err := secureOf(c, id)
	if err != nil {
		return nil, err
	}
	var with []byte
	if context.Set {
		with = append([]byte{}, context.Value...)
	}
	state := s.tls.ConnectionState()
	var key []byte
	if length < 1 || length > maxExport || len(label) > maxLabel {
		err = errno.EINVAL
	} else {
		key, err = state.ExportKeyingMaterial(label, with, length)
	}
	if err != nil {
		return nil, &hostcalls.CodedError{Code: "ERR_CRYPTO_OPERATION_FAILED", Message: "Failed to export keying material"}
	}
	return key, nil
}
