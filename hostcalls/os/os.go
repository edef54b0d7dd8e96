// Package os tells a script about the machine, as far as the policy lets it:
// each answer has a permission of its own, and a refusal names it.
package os

import (
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/errno"
)

// Binding is internalBinding('os'). What a program could tell anyway (platform,
// architecture, how many threads) needs no permission.
func Binding() *hostcalls.Binding {
	b := hostcalls.New("os").Asks(wasi.KindSys)
	hostcalls.Op0(b.Owns(), "parallelism", func(c *hostcalls.Call) (int, error) {
		return c.Host().Parallelism(), nil
	})
	hostcalls.Op0(b, "hostname", func(c *hostcalls.Call) (string, error) {
		name, err := c.Host().Hostname()
		return name, named(err, "uv_os_gethostname")
	})
	hostcalls.Op0(b, "homedir", func(c *hostcalls.Call) (string, error) {
		dir, err := c.Host().HomeDir()
		return dir, named(err, "uv_os_homedir")
	})
	// uptime() → seconds.
	hostcalls.Op0(b, "uptime", func(c *hostcalls.Call) (float64, error) {
		up, err := c.Host().Uptime()
		return float64(up.Milliseconds()/10) / 100, named(err, "uv_uptime")
	})
	hostcalls.Op0(b, "loadavg", func(c *hostcalls.Call) ([]float64, error) {
		load, err := c.Host().LoadAvg()
		return load[:], err
	})
	// memory() → [total, free] in bytes. Free is what programs can still have.
	hostcalls.Op0(b, "memory", func(c *hostcalls.Call) ([]float64, error) {
		m, err := c.Host().Memory()
		return []float64{float64(m.Total), float64(m.Available)}, err
	})
	// release() → [release, version] of the kernel.
	hostcalls.Op0(b, "release", func(c *hostcalls.Call) ([]string, error) {
		r, err := c.Host().Release()
		return []string{r.Release, r.Version}, named(err, "uv_os_uname")
	})
	hostcalls.Op0(b, "cpus", cpus)
	hostcalls.Op0(b, "interfaces", interfaces)
	hostcalls.Op0(b, "userInfo", userInfo)
	// priority(pid), setPriority(pid, n): only of the process itself, pid 0.
	hostcalls.Op1(b, "priority", func(c *hostcalls.Call, pid int) (int, error) {
		if err := own(c, pid, "uv_os_getpriority"); err != nil {
			return 0, err
		}
		n, err := c.Host().Priority()
		return n, named(err, "uv_os_getpriority")
	})
	hostcalls.Op2(b, "setPriority", func(c *hostcalls.Call, pid, n int) (hostcalls.None, error) {
		if err := own(c, pid, "uv_os_setpriority"); err != nil {
			return hostcalls.None{}, err
		}
		return hostcalls.None{}, named(c.Host().SetPriority(n), "uv_os_setpriority")
	})
	return b
}

// named tells which call failed, where it was the system that failed; a refusal
// of the policy stays what it is.
func named(err error, syscall string) error {
	if n, ok := err.(errno.Errno); ok {
		return &hostcalls.SystemError{Errno: n, Syscall: syscall}
	}
	return err
}

// own refuses other processes: to a guest there are none.
func own(c *hostcalls.Call, pid int, syscall string) error {
	if pid == 0 || pid == c.Host().Pid() {
		return nil
	}
	return &hostcalls.SystemError{Errno: errno.ESRCH, Syscall: syscall}
}

type cpuTimes struct {
	User uint64 `json:"user"`
	Nice uint64 `json:"nice"`
	Sys  uint64 `json:"sys"`
	Idle uint64 `json:"idle"`
	IRQ  uint64 `json:"irq"`
}

type cpu struct {
	Model string   `json:"model"`
	Speed int      `json:"speed"`
	Times cpuTimes `json:"times"`
}

func cpus(c *hostcalls.Call) ([]cpu, error) {
	found, err := c.Host().CPUs()
	list := make([]cpu, 0, len(found))
	for _, f := range found {
		list = append(list, cpu{f.Model, f.Speed, cpuTimes{f.User, f.Nice, f.Sys, f.Idle, f.IRQ}})
	}
	return list, err
}

// address has no scope where there is none to tell.
type address struct {
	Name     string `json:"name"`
	Address  string `json:"address"`
	Netmask  string `json:"netmask"`
	Family   string `json:"family"`
	MAC      string `json:"mac"`
	Internal bool   `json:"internal"`
	CIDR     string `json:"cidr"`
	ScopeID  *int   `json:"scopeid,omitempty"`
}

func interfaces(c *hostcalls.Call) ([]address, error) {
	found, err := c.Host().Interfaces()
	list := make([]address, 0, len(found))
	for _, f := range found {
		a := address{Name: f.Name, Address: f.Address, Netmask: f.Netmask, Family: f.Family, MAC: f.MAC, Internal: f.Internal, CIDR: f.CIDR}
		if f.Family == "IPv6" {
			a.ScopeID = &f.ScopeID
		}
		list = append(list, a)
	}
	return list, named(err, "uv_interface_addresses")
}

type user struct {
	UID      int     `json:"uid"`
	GID      int     `json:"gid"`
	Username string  `json:"username"`
	HomeDir  string  `json:"homedir"`
	Shell    *string `json:"shell"`
}

func userInfo(c *hostcalls.Call) (user, error) {
	u, err := c.Host().UserInfo()
	if err != nil {
		return user{}, named(err, "uv_os_get_passwd")
	}
	info := user{u.UID, u.GID, u.Username, u.HomeDir, nil}
	if u.Shell != "" {
		info.Shell = &u.Shell
	}
	return info, nil
}
