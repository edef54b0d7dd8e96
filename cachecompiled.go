package wjs

import (
	"crypto/rand"
	"sync"

	"github.com/wjs-run/wjs/wasi/cachedir"
)

// bytecodePrefix begins the names of programs that were compiled.
const bytecodePrefix = "bytecode-"

// compiledStore keeps the bytecode of programs in the cache, see hostcalls.Code.
type compiledStore struct {
	dir *cachedir.Dir

	mu      sync.Mutex
	written int // bytes since it was pruned
}

// pruneEvery is how many bytes of bytecode a process may add until the cache is
// looked at again.
const pruneEvery = 32 << 20

func (s *compiledStore) Read(name string) []byte {
	data, err := s.dir.Read(bytecodePrefix + name)
	if err != nil {
		return nil
	}
	return data
}

// Write keeps what fits into the cache at all. That it fails costs time later.
func (s *compiledStore) Write(name string, data []byte) {
	if len(data) > cacheSize/4 || s.dir.WriteLoose(bytecodePrefix+name, data) != nil {
		return
	}
	s.mu.Lock()
	first := s.written == 0
	s.written += len(data)
	full := s.written > pruneEvery
	if full {
		s.written = 1
	}
	s.mu.Unlock()
	if first || full {
		prune(s.dir)
	}
}

// secretName is the key to what programs keep of their bytecode.
const secretName = "secret"

// Secret makes the key if there is none. Of two processes that do so at once one
// knows a key that no other one has, for as long as it lives.
func (s *compiledStore) Secret() ([]byte, error) {
	if secret, err := s.dir.Read(secretName); err == nil && len(secret) == 32 {
		return secret, nil
	}
	secret := make([]byte, 32)
	_, _ = rand.Read(secret)
	return secret, s.dir.Write(secretName, secret)
}
