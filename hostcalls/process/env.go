package process

import (
	"errors"
	"strings"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

func addEnv(b *hostcalls.Binding) {
	b = b.Asks(wasi.KindEnv)
	hostcalls.Op0(b, "envEntries", envEntries)
	hostcalls.Op1(b, "getEnv", getEnv)
	hostcalls.Op2(b, "setEnv", setEnv)
	hostcalls.Op1(b, "deleteEnv", func(c *call, name string) (none, error) { return none{}, c.Host().Unsetenv(name) })
}

// envEntries lists what is granted: name, value, name, value.
func envEntries(c *call) ([]string, error) {
	vars := c.Host().Environ()
	flat := make([]string, 0, 2*len(vars))
	for _, kv := range vars {
		name, value, _ := strings.Cut(kv, "=")
		flat = append(flat, name, value)
	}
	return flat, nil
}

// getEnv is undefined for what is not granted: programs look for variables of
// all kinds and go on without them. The audit hook sees the question.
func getEnv(c *call, name string) (any, error) {
	value, ok, err := c.Host().Getenv(name)
	var denied *wasi.Denied
	if errors.As(err, &denied) {
		return none{}, nil
	}
	if err != nil || !ok {
		return none{}, err
	}
	return value, nil
}

// setEnv drops what no system can hold (an empty name, one with "=", zero
// bytes), as Node does.
func setEnv(c *call, name, value string) (none, error) {
	err := c.Host().Setenv(name, value)
	if err == errno.EINVAL {
		err = nil
	}
	return none{}, err
}
