package wasi

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wjs-run/wjs/wasi/errno"
)

// memoryCounters is PROCESS_MEMORY_COUNTERS.
type memoryCounters struct {
	size, faults                     uint32
	peakWorkingSet, workingSet       uintptr
	peakPagedPool, pagedPool         uintptr
	peakNonPagedPool, nonPagedPool   uintptr
	pagefileUsage, peakPagefileUsage uintptr
}

var processMemoryInfo = windows.NewLazySystemDLL("kernel32.dll").NewProc("K32GetProcessMemoryInfo")

func readMemoryCounters() (memoryCounters, error) {
	var m memoryCounters
	m.size = uint32(unsafe.Sizeof(m))
	ok, _, err := processMemoryInfo.Call(uintptr(windows.CurrentProcess()), uintptr(unsafe.Pointer(&m)), uintptr(m.size))
	if ok == 0 {
		return m, err
	}
	return m, nil
}

func residentSize() (uint64, error) {
	m, err := readMemoryCounters()
	return uint64(m.workingSet), err
}

func resourceUsage() (ResourceUsage, error) {
	m, err := readMemoryCounters()
	return ResourceUsage{MaxRSS: int64(m.peakWorkingSet / 1024), MajorFaults: int64(m.faults)}, err
}

// stillActive is the exit code of a process that has none yet.
const stillActive = 259

// kill ends a process for the signals that would end one elsewhere, and knows no
// others, as in libuv. The process 0 is this one.
func kill(pid int, signal syscall.Signal) error {
	switch signal {
	case 0, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL, syscall.SIGTERM:
	default:
		return errno.ENOSYS
	}
	p := windows.CurrentProcess()
	if pid != 0 {
		var err error
		p, err = windows.OpenProcess(windows.PROCESS_TERMINATE|windows.PROCESS_QUERY_INFORMATION, false, uint32(pid))
		if err == windows.ERROR_INVALID_PARAMETER {
			return errno.ESRCH
		}
		if err != nil {
			return err
		}
		defer windows.CloseHandle(p)
	}
	var code uint32
	if err := windows.GetExitCodeProcess(p, &code); err != nil {
		return err
	}
	if code != stillActive {
		return errno.ESRCH
	}
	if signal == 0 {
		return nil
	}
	return windows.TerminateProcess(p, 1)
}
