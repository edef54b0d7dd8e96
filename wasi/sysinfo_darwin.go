package wasi

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"
)

func uptime() (time.Duration, error) {
	tv, err := unix.SysctlTimeval("kern.boottime")
	if err != nil {
		return 0, err
	}
	return time.Since(time.Unix(tv.Unix())), nil
}

func loadAvg() (load [3]float64, err error) {
	raw, err := unix.SysctlRaw("vm.loadavg")
	if err != nil || len(raw) < 24 {
		return load, err
	}
	scale := float64(binary.LittleEndian.Uint64(raw[16:]))
	for i := range load {
		load[i] = float64(binary.LittleEndian.Uint32(raw[4*i:])) / scale
	}
	return load, nil
}

func memory() (Memory, error) {
	total, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return Memory{}, err
	}
	page, err := unix.SysctlUint32("hw.pagesize")
	if err != nil {
		return Memory{}, err
	}
	free, err := unix.SysctlUint32("vm.page_free_count")
	bytes := uint64(free) * uint64(page)
	return Memory{total, bytes, bytes}, err
}

// cpus has models but no times: those need Mach calls, which need cgo.
func cpus() ([]CPU, error) {
	n, err := unix.SysctlUint32("hw.logicalcpu")
	if err != nil {
		return nil, err
	}
	model, err := unix.Sysctl("machdep.cpu.brand_string")
	if err != nil {
		return nil, err
	}
	list := make([]CPU, n)
	for i := range list {
		list[i].Model = model
	}
	return list, nil
}

func priority() (int, error) { return unix.Getpriority(unix.PRIO_PROCESS, 0) }
