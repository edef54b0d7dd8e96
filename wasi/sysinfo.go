package wasi

import (
	"net"
	"os"
	"os/user"
	"runtime"
	"strconv"
	"time"

	"github.com/wjs-run/wjs/wasi/errno"
)

// What the system is asked about itself. Each answer has its own kind of sys in
// the policy; the error is *Denied, or an Errno where the system has no answer.

// sys checks one kind.
func (h *Host) sys(kind string) error { return h.check(KindSys, kind) }

// ask checks a kind and runs fn.
func ask[T any](h *Host, kind string, fn func() (T, error)) (T, error) {
	if err := h.sys(kind); err != nil {
		var zero T
		return zero, err
	}
	v, err := fn()
	if err != nil {
		return v, errno.Of(err)
	}
	return v, nil
}

// Hostname is the name of the machine (hostname).
func (h *Host) Hostname() (string, error) { return ask(h, "hostname", os.Hostname) }

// Release is what uname says of the kernel.
type Release struct {
	Release string // "6.1.0"
	Version string
}

// Release is the version of the kernel (osRelease).
func (h *Host) Release() (Release, error) { return ask(h, "osRelease", release) }

// Platform and Arch are Node's names for what the program runs on. They are no
// secret: a program could tell from how it is spoken to.
func (h *Host) Platform() string {
	if runtime.GOOS == "windows" {
		return "win32"
	}
	return runtime.GOOS
}

// Arch is Node's name of the processor's architecture.
func (h *Host) Arch() string {
	switch runtime.GOARCH {
	case "amd64":
		return "x64"
	case "386":
		return "ia32"
	}
	return runtime.GOARCH
}

// Parallelism is how many goroutines run at once.
func (h *Host) Parallelism() int { return runtime.GOMAXPROCS(0) }

// Uptime is how long the machine has run (osUptime).
func (h *Host) Uptime() (time.Duration, error) { return ask(h, "osUptime", uptime) }

// LoadAvg is the load over 1, 5 and 15 minutes (loadavg).
func (h *Host) LoadAvg() ([3]float64, error) { return ask(h, "loadavg", loadAvg) }

// Memory is the machine's, in bytes.
type Memory struct{ Total, Free, Available uint64 }

// Memory is how much the machine has (systemMemoryInfo).
func (h *Host) Memory() (Memory, error) { return ask(h, "systemMemoryInfo", memory) }

// CPU is one processor, its times in milliseconds.
type CPU struct {
	Model                      string
	Speed                      int // MHz
	User, Nice, Sys, Idle, IRQ uint64
}

// CPUs are the machine's processors (cpus).
func (h *Host) CPUs() ([]CPU, error) { return ask(h, "cpus", cpus) }

// Interface is one address of a network interface.
type Interface struct {
	Name     string
	Address  string
	Netmask  string
	Family   string // "IPv4" or "IPv6"
	MAC      string
	Internal bool
	CIDR     string
	ScopeID  int
}

// Interfaces are the addresses of the interfaces that are up (networkInterfaces).
func (h *Host) Interfaces() ([]Interface, error) {
	return ask(h, "networkInterfaces", interfaces)
}

func interfaces() ([]Interface, error) {
	found, err := net.Interfaces()
	if err != nil {
		return nil, err
	}
	var list []Interface
	for _, ifc := range found {
		if ifc.Flags&net.FlagUp == 0 {
			continue
		}
		addrs, err := ifc.Addrs()
		if err != nil {
			return nil, err
		}
		mac := ifc.HardwareAddr.String()
		if mac == "" {
			mac = "00:00:00:00:00:00"
		}
		for _, a := range addrs {
			ipnet, ok := a.(*net.IPNet)
			if !ok {
				continue
			}
			entry := Interface{
				Name: ifc.Name, Address: ipnet.IP.String(), Netmask: net.IP(ipnet.Mask).String(), Family: "IPv6",
				MAC: mac, Internal: ifc.Flags&net.FlagLoopback != 0, CIDR: ipnet.String(),
			}
			if ipnet.IP.To4() != nil {
				entry.Family = "IPv4"
			} else if ipnet.IP.IsLinkLocalUnicast() {
				entry.ScopeID = ifc.Index
			}
			list = append(list, entry)
		}
	}
	return list, nil
}

// UserInfo is the user that the process runs as.
type UserInfo struct {
	UID, GID                 int
	Username, HomeDir, Shell string
}

// UserInfo is what the system knows of the user (userInfo).
func (h *Host) UserInfo() (UserInfo, error) {
	return ask(h, "userInfo", func() (UserInfo, error) {
		u, err := user.Current()
		if err != nil {
			return UserInfo{}, errno.ENOENT
		}
		info := UserInfo{UID: -1, GID: -1, Username: u.Username, HomeDir: u.HomeDir, Shell: shellOf(u.Username)}
		if n, err := strconv.Atoi(u.Uid); err == nil {
			info.UID = n
		}
		if n, err := strconv.Atoi(u.Gid); err == nil {
			info.GID = n
		}
		return info, nil
	})
}

// HomeDir is the user's home directory (homedir).
func (h *Host) HomeDir() (string, error) {
	return ask(h, "homedir", func() (string, error) {
		if u, err := user.Current(); err == nil && u.HomeDir != "" {
			return guestPath(u.HomeDir), nil
		}
		return "", errno.ENOENT
	})
}

// IDs are the numbers of the user and group the process runs as.
type IDs struct{ UID, EUID, GID, EGID int }

// IDs tells them (uid and gid), -1 where the system has none.
func (h *Host) IDs() (IDs, error) {
	if err := h.sys("gid"); err != nil {
		return IDs{}, err
	}
	return ask(h, "uid", func() (IDs, error) {
		return IDs{os.Getuid(), os.Geteuid(), os.Getgid(), os.Getegid()}, nil
	})
}

// Groups are the numbers of the groups the process is in (gid).
func (h *Host) Groups() ([]int, error) { return ask(h, "gid", os.Getgroups) }

// Pid is the number of the process. It is no authority and needs no permission.
func (h *Host) Pid() int { return os.Getpid() }

// Ppid is the number of the parent (ppid).
func (h *Host) Ppid() (int, error) {
	return ask(h, "ppid", func() (int, error) { return os.Getppid(), nil })
}

// CPUTime is how long the process has computed, as fine as the clock may be.
func (h *Host) CPUTime() (user, system time.Duration, err error) {
	user, system, err = cpuTime()
	return h.Coarsen(user), h.Coarsen(system), err
}

// Coarsen makes a time that was measured as fine as the clock may be.
func (h *Host) Coarsen(d time.Duration) time.Duration {
	switch step := h.clock.rule.Precision; {
	case h.clock.rule.Frozen:
		return 0
	case step > 0:
		return d - d%step
	}
	return d
}

// Priority is how willing the process is to wait, from -20 to 19 (getPriority).
func (h *Host) Priority() (int, error) { return ask(h, "getPriority", priority) }

// SetPriority changes it for the whole process (setPriority).
func (h *Host) SetPriority(n int) error {
	_, err := ask(h, "setPriority", func() (struct{}, error) { return struct{}{}, setPriority(n) })
	return err
}
