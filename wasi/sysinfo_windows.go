package wasi

import (
	"fmt"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wjs-run/wjs/wasi/errno"
)

func release() (Release, error) {
	v := windows.RtlGetVersion()
	return Release{
		fmt.Sprintf("%d.%d.%d", v.MajorVersion, v.MinorVersion, v.BuildNumber),
		fmt.Sprintf("Windows %d.%d", v.MajorVersion, v.MinorVersion),
	}, nil
}

func uptime() (time.Duration, error) { return windows.DurationSinceBoot(), nil }

// loadAvg: Windows has none, and Node answers zeros.
func loadAvg() ([3]float64, error) { return [3]float64{}, nil }

var globalMemoryStatus = windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalMemoryStatusEx")

func memory() (Memory, error) {
	// MEMORYSTATUSEX
	var m struct {
		length, load                            uint32
		total, avail, totalPage, availPage      uint64
		totalVirtual, availVirtual, availExtend uint64
	}
	m.length = uint32(unsafe.Sizeof(m))
	if ok, _, err := globalMemoryStatus.Call(uintptr(unsafe.Pointer(&m))); ok == 0 {
		return Memory{}, err
	}
	return Memory{m.total, m.avail, m.avail}, nil
}

// cpus knows how many there are, and no more without further calls.
func cpus() ([]CPU, error) {
	list := make([]CPU, runtime.NumCPU())
	for i := range list {
		list[i].Model = "unknown " + runtime.GOARCH
	}
	return list, nil
}

func cpuTime() (user, system time.Duration, err error) {
	var creation, exit, kernel, u windows.Filetime
	if err := windows.GetProcessTimes(windows.CurrentProcess(), &creation, &exit, &kernel, &u); err != nil {
		return 0, 0, err
	}
	span := func(f windows.Filetime) time.Duration {
		return time.Duration(uint64(f.HighDateTime)<<32|uint64(f.LowDateTime)) * 100
	}
	return span(u), span(kernel), nil
}

func priority() (int, error) { return 0, errno.ENOSYS }
func setPriority(int) error  { return errno.ENOSYS }
func shellOf(string) string  { return "" }
