//go:build !windows && !linux

package wasi

// residentSize: the present size takes Mach's calls, which pure Go cannot make.
// The greatest that it has been is the next best.
func residentSize() (uint64, error) {
	u, err := resourceUsage()
	return uint64(u.MaxRSS) * 1024, err
}
