// Package errno names every failure that can cross the boundary between the
// host and a guest. One table holds the POSIX name, the WASI preview1 number,
// the number and the message that libuv (and so Node.js) gives it. The numbers
// of libuv are those of Linux on every platform, so that a program prints the
// same thing everywhere.
//
// All functions may be called from any goroutine.
package errno

// Errno is one row of the table. The zero value is success. It is an error, so
// that it can be wrapped and found again with errors.As.
type Errno uint8

// row is what one Errno is called in each of the worlds that meet here.
type row struct {
	name    string
	wasi    int16
	uv      int32
	message string
}

// Name is the symbolic name, "ENOENT". An Errno outside the table is "UNKNOWN".
func (e Errno) Name() string { return e.row().name }

// WASI is the number of WASI preview1. What preview1 has no number for borrows
// that of something near, or EIO. Success is 0.
func (e Errno) WASI() uint16 { return uint16(max(e.row().wasi, -e.row().wasi)) }

// UV is libuv's negative number; success is 0.
func (e Errno) UV() int { return int(e.row().uv) }

// Message is libuv's text, "no such file or directory".
func (e Errno) Message() string { return e.row().message }

// Error is "ENOENT: no such file or directory", as Node.js begins its messages.
func (e Errno) Error() string { return e.Name() + ": " + e.Message() }

// Is lets errors.Is compare an Errno with the sentinels of io/fs.
func (e Errno) Is(target error) bool { return sentinel(e, target) }

// Timeout reports whether the failure is that time ran out, for net.Error.
func (e Errno) Timeout() bool { return e == ETIMEDOUT }

func (e Errno) row() *row {
	if int(e) >= len(table) {
		return &table[UNKNOWN]
	}
	return &table[e]
}

// All yields every failure of the table in the order of the table, for
// util.getSystemErrorMap. Rows that libuv does not have are left out.
func All(yield func(Errno) bool) {
	for e := Errno(1); int(e) < len(table); e++ {
		if e >= firstForeign {
			return
		}
		if !yield(e) {
			return
		}
	}
}

// FromWASI finds the row with preview1's number, false if there is none.
func FromWASI(n uint16) (Errno, bool) {
	if int(n) >= len(byWASI) {
		return 0, false
	}
	return byWASI[n], n == 0 || byWASI[n] != 0
}

var (
	byUV   = make(map[int32]Errno, len(table))
	byWASI [77]Errno
)

// The reverse indexes are derived, so that there is still only one table.
func init() {
	for i := 1; i < len(table); i++ {
		e, r := Errno(i), &table[i]
		if _, taken := byUV[r.uv]; !taken {
			byUV[r.uv] = e
		}
		if r.wasi > 0 {
			byWASI[r.wasi] = e
		}
	}
}
