package wasi

import (
	"bufio"
	"bytes"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wjs-run/wjs/wasi/errno"
)

func uptime() (time.Duration, error) {
	var ts unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts)
	return time.Duration(ts.Nano()), err
}

func loadAvg() (load [3]float64, err error) {
	var si unix.Sysinfo_t
	if err := unix.Sysinfo(&si); err != nil {
		return load, err
	}
	for i := range load {
		load[i] = float64(si.Loads[i]) / 65536
	}
	return load, nil
}

func memory() (Memory, error) {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return Memory{}, err
	}
	var m Memory
	for line := range strings.Lines(string(data)) {
		key, rest, _ := strings.Cut(line, ":")
		kib, err := strconv.ParseUint(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
		if err != nil {
			continue
		}
		switch key {
		case "MemTotal":
			m.Total = kib << 10
		case "MemFree":
			m.Free = kib << 10
		case "MemAvailable":
			m.Available = kib << 10
		}
	}
	return m, nil
}

func cpus() ([]CPU, error) {
	stat, err := os.ReadFile("/proc/stat")
	if err != nil {
		return nil, err
	}
	const tick = 10 // USER_HZ is 100 everywhere
	var list []CPU
	for line := range strings.Lines(string(stat)) {
		f := strings.Fields(line)
		if len(f) < 7 || !strings.HasPrefix(f[0], "cpu") || f[0] == "cpu" {
			continue
		}
		var v [6]uint64
		for i := range v {
			v[i], _ = strconv.ParseUint(f[i+1], 10, 64)
		}
		list = append(list, CPU{User: v[0] * tick, Nice: v[1] * tick, Sys: v[2] * tick, Idle: v[3] * tick, IRQ: v[5] * tick})
	}
	if len(list) == 0 {
		return nil, errno.ENOSYS
	}
	// Models and speeds are in another file, in the same order.
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return list, nil
	}
	i := -1
	for lines := bufio.NewScanner(bytes.NewReader(info)); lines.Scan(); {
		key, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "processor":
			i++
		case "model name":
			if i >= 0 && i < len(list) {
				list[i].Model = value
			}
		case "cpu MHz":
			if mhz, err := strconv.ParseFloat(value, 64); err == nil && i >= 0 && i < len(list) {
				list[i].Speed = int(mhz)
			}
		}
	}
	for i := range list {
		if list[i].Model == "" {
			list[i].Model = "unknown " + runtime.GOARCH
		}
	}
	return list, nil
}

// priority: the system call returns 20 minus the value, so that it is never
// negative.
func priority() (int, error) {
	n, err := unix.Getpriority(unix.PRIO_PROCESS, 0)
	return 20 - n, err
}
