package wasi

import (
	"os"
	"strconv"
	"strings"

	"github.com/wjs-run/wjs/wasi/errno"
)

// residentSize: the second number of statm is in pages.
func residentSize() (uint64, error) {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(data))
	if len(fields) < 2 {
		return 0, errno.ENOSYS
	}
	pages, err := strconv.ParseUint(fields[1], 10, 64)
	return pages * uint64(os.Getpagesize()), err
}
