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
	hostcalls.Op1(b, "peekEnv", func(c *call, name string) (any, error) { return shown(c.Host().Peekenv(name)) })
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
	if looksAt(name) {
		return shown(c.Host().Peekenv(name))
	}
	return shown(c.Host().Getenv(name))
}

// looksAt names what the library looks at without a program's doing: nobody is
// asked at a prompt about these. How a terminal shows colours, and Node's own.
func looksAt(name string) bool {
	switch name {
	case "TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TERM_EMULATOR", "TMUX", "NO_COLOR", "FORCE_COLOR", "TZ",
		"CI", "CI_NAME", "TF_BUILD", "AGENT_NAME", "TEAMCITY_VERSION":
		return true
	}
	return strings.HasPrefix(name, "NODE_")
}

func shown(value string, ok bool, err error) (any, error) {
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
