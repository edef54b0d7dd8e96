package errno

// The rows. Order is libuv's (util.getSystemErrorMap shows it); the rows from
// firstForeign on exist in POSIX and preview1 but not in libuv.
const (
	Success Errno = iota
	E2BIG
	EACCES
	EADDRINUSE
	EADDRNOTAVAIL
	EAFNOSUPPORT
	EAGAIN
	EAI_ADDRFAMILY
	EAI_AGAIN
	EAI_BADFLAGS
	EAI_BADHINTS
	EAI_CANCELED
	EAI_FAIL
	EAI_FAMILY
	EAI_MEMORY
	EAI_NODATA
	EAI_NONAME
	EAI_OVERFLOW
	EAI_PROTOCOL
	EAI_SERVICE
	EAI_SOCKTYPE
	EALREADY
	EBADF
	EBUSY
	ECANCELED
	ECHARSET
	ECONNABORTED
	ECONNREFUSED
	ECONNRESET
	EDESTADDRREQ
	EEXIST
	EFAULT
	EFBIG
	EHOSTUNREACH
	EINTR
	EINVAL
	EIO
	EISCONN
	EISDIR
	ELOOP
	EMFILE
	EMSGSIZE
	ENAMETOOLONG
	ENETDOWN
	ENETUNREACH
	ENFILE
	ENOBUFS
	ENODEV
	ENOENT
	ENOMEM
	ENONET
	ENOPROTOOPT
	ENOSPC
	ENOSYS
	ENOTCONN
	ENOTDIR
	ENOTEMPTY
	ENOTSOCK
	ENOTSUP
	EOVERFLOW
	EPERM
	EPIPE
	EPROTO
	EPROTONOSUPPORT
	EPROTOTYPE
	ERANGE
	EROFS
	ESHUTDOWN
	ESPIPE
	ESRCH
	ETIMEDOUT
	ETXTBSY
	EXDEV
	UNKNOWN
	EOF
	ENXIO
	EMLINK
	EHOSTDOWN
	EREMOTEIO
	ENOTTY
	EFTYPE
	EILSEQ
	ESOCKTNOSUPPORT
	ENODATA
	EUNATCH
	ENOEXEC
	EBADMSG
	ECHILD
	EDEADLK
	EDOM
	EDQUOT
	EIDRM
	EINPROGRESS
	EMULTIHOP
	ENETRESET
	ENOLCK
	ENOLINK
	ENOMSG
	ENOTRECOVERABLE
	EOWNERDEAD
	ESTALE
	ENOTCAPABLE

	firstForeign = EBADMSG
)

// A WASI number that is negative is borrowed from the row it belongs to.
var table = [...]row{
	Success:         {"OK", 0, 0, "success"},
	E2BIG:           {"E2BIG", 1, -7, "argument list too long"},
	EACCES:          {"EACCES", 2, -13, "permission denied"},
	EADDRINUSE:      {"EADDRINUSE", 3, -98, "address already in use"},
	EADDRNOTAVAIL:   {"EADDRNOTAVAIL", 4, -99, "address not available"},
	EAFNOSUPPORT:    {"EAFNOSUPPORT", 5, -97, "address family not supported"},
	EAGAIN:          {"EAGAIN", 6, -11, "resource temporarily unavailable"},
	EAI_ADDRFAMILY:  {"EAI_ADDRFAMILY", -5, -3000, "address family not supported"},
	EAI_AGAIN:       {"EAI_AGAIN", -6, -3001, "temporary failure"},
	EAI_BADFLAGS:    {"EAI_BADFLAGS", -28, -3002, "bad ai_flags value"},
	EAI_BADHINTS:    {"EAI_BADHINTS", -28, -3013, "invalid value for hints"},
	EAI_CANCELED:    {"EAI_CANCELED", -11, -3003, "request canceled"},
	EAI_FAIL:        {"EAI_FAIL", -29, -3004, "permanent failure"},
	EAI_FAMILY:      {"EAI_FAMILY", -5, -3005, "ai_family not supported"},
	EAI_MEMORY:      {"EAI_MEMORY", -48, -3006, "out of memory"},
	EAI_NODATA:      {"EAI_NODATA", -44, -3007, "no address"},
	EAI_NONAME:      {"EAI_NONAME", -44, -3008, "unknown node or service"},
	EAI_OVERFLOW:    {"EAI_OVERFLOW", -61, -3009, "argument buffer overflow"},
	EAI_PROTOCOL:    {"EAI_PROTOCOL", -65, -3014, "resolved protocol is unknown"},
	EAI_SERVICE:     {"EAI_SERVICE", -66, -3010, "service not available for socket type"},
	EAI_SOCKTYPE:    {"EAI_SOCKTYPE", -66, -3011, "socket type not supported"},
	EALREADY:        {"EALREADY", 7, -114, "connection already in progress"},
	EBADF:           {"EBADF", 8, -9, "bad file descriptor"},
	EBUSY:           {"EBUSY", 10, -16, "resource busy or locked"},
	ECANCELED:       {"ECANCELED", 11, -125, "operation canceled"},
	ECHARSET:        {"ECHARSET", -25, -4080, "invalid Unicode character"},
	ECONNABORTED:    {"ECONNABORTED", 13, -103, "software caused connection abort"},
	ECONNREFUSED:    {"ECONNREFUSED", 14, -111, "connection refused"},
	ECONNRESET:      {"ECONNRESET", 15, -104, "connection reset by peer"},
	EDESTADDRREQ:    {"EDESTADDRREQ", 17, -89, "destination address required"},
	EEXIST:          {"EEXIST", 20, -17, "file already exists"},
	EFAULT:          {"EFAULT", 21, -14, "bad address in system call argument"},
	EFBIG:           {"EFBIG", 22, -27, "file too large"},
	EHOSTUNREACH:    {"EHOSTUNREACH", 23, -113, "host is unreachable"},
	EINTR:           {"EINTR", 27, -4, "interrupted system call"},
	EINVAL:          {"EINVAL", 28, -22, "invalid argument"},
	EIO:             {"EIO", 29, -5, "i/o error"},
	EISCONN:         {"EISCONN", 30, -106, "socket is already connected"},
	EISDIR:          {"EISDIR", 31, -21, "illegal operation on a directory"},
	ELOOP:           {"ELOOP", 32, -40, "too many symbolic links encountered"},
	EMFILE:          {"EMFILE", 33, -24, "too many open files"},
	EMSGSIZE:        {"EMSGSIZE", 35, -90, "message too long"},
	ENAMETOOLONG:    {"ENAMETOOLONG", 37, -36, "name too long"},
	ENETDOWN:        {"ENETDOWN", 38, -100, "network is down"},
	ENETUNREACH:     {"ENETUNREACH", 40, -101, "network is unreachable"},
	ENFILE:          {"ENFILE", 41, -23, "file table overflow"},
	ENOBUFS:         {"ENOBUFS", 42, -105, "no buffer space available"},
	ENODEV:          {"ENODEV", 43, -19, "no such device"},
	ENOENT:          {"ENOENT", 44, -2, "no such file or directory"},
	ENOMEM:          {"ENOMEM", 48, -12, "not enough memory"},
	ENONET:          {"ENONET", -40, -64, "machine is not on the network"},
	ENOPROTOOPT:     {"ENOPROTOOPT", 50, -92, "protocol not available"},
	ENOSPC:          {"ENOSPC", 51, -28, "no space left on device"},
	ENOSYS:          {"ENOSYS", 52, -38, "function not implemented"},
	ENOTCONN:        {"ENOTCONN", 53, -107, "socket is not connected"},
	ENOTDIR:         {"ENOTDIR", 54, -20, "not a directory"},
	ENOTEMPTY:       {"ENOTEMPTY", 55, -39, "directory not empty"},
	ENOTSOCK:        {"ENOTSOCK", 57, -88, "socket operation on non-socket"},
	ENOTSUP:         {"ENOTSUP", 58, -95, "operation not supported on socket"},
	EOVERFLOW:       {"EOVERFLOW", 61, -75, "value too large for defined data type"},
	EPERM:           {"EPERM", 63, -1, "operation not permitted"},
	EPIPE:           {"EPIPE", 64, -32, "broken pipe"},
	EPROTO:          {"EPROTO", 65, -71, "protocol error"},
	EPROTONOSUPPORT: {"EPROTONOSUPPORT", 66, -93, "protocol not supported"},
	EPROTOTYPE:      {"EPROTOTYPE", 67, -91, "protocol wrong type for socket"},
	ERANGE:          {"ERANGE", 68, -34, "result too large"},
	EROFS:           {"EROFS", 69, -30, "read-only file system"},
	ESHUTDOWN:       {"ESHUTDOWN", -64, -108, "cannot send after transport endpoint shutdown"},
	ESPIPE:          {"ESPIPE", 70, -29, "invalid seek"},
	ESRCH:           {"ESRCH", 71, -3, "no such process"},
	ETIMEDOUT:       {"ETIMEDOUT", 73, -110, "connection timed out"},
	ETXTBSY:         {"ETXTBSY", 74, -26, "text file is busy"},
	EXDEV:           {"EXDEV", 75, -18, "cross-device link not permitted"},
	UNKNOWN:         {"UNKNOWN", -29, -4094, "unknown error"},
	EOF:             {"EOF", -29, -4095, "end of file"},
	ENXIO:           {"ENXIO", 60, -6, "no such device or address"},
	EMLINK:          {"EMLINK", 34, -31, "too many links"},
	EHOSTDOWN:       {"EHOSTDOWN", -23, -112, "host is down"},
	EREMOTEIO:       {"EREMOTEIO", -29, -121, "remote I/O error"},
	ENOTTY:          {"ENOTTY", 59, -25, "inappropriate ioctl for device"},
	EFTYPE:          {"EFTYPE", -28, -4028, "inappropriate file type or format"},
	EILSEQ:          {"EILSEQ", 25, -84, "illegal byte sequence"},
	ESOCKTNOSUPPORT: {"ESOCKTNOSUPPORT", -66, -94, "socket type not supported"},
	ENODATA:         {"ENODATA", -49, -61, "no data available"},
	EUNATCH:         {"EUNATCH", -29, -49, "protocol driver not attached"},
	ENOEXEC:         {"ENOEXEC", 45, -8, "exec format error"},

	EBADMSG:         {"EBADMSG", 9, -74, "bad message"},
	ECHILD:          {"ECHILD", 12, -10, "no child processes"},
	EDEADLK:         {"EDEADLK", 16, -35, "resource deadlock would occur"},
	EDOM:            {"EDOM", 18, -33, "argument out of domain of function"},
	EDQUOT:          {"EDQUOT", 19, -122, "disk quota exceeded"},
	EIDRM:           {"EIDRM", 24, -43, "identifier removed"},
	EINPROGRESS:     {"EINPROGRESS", 26, -115, "operation in progress"},
	EMULTIHOP:       {"EMULTIHOP", 36, -72, "multihop attempted"},
	ENETRESET:       {"ENETRESET", 39, -102, "connection dropped by network on reset"},
	ENOLCK:          {"ENOLCK", 46, -37, "no locks available"},
	ENOLINK:         {"ENOLINK", 47, -67, "link has been severed"},
	ENOMSG:          {"ENOMSG", 49, -42, "no message of the wanted type"},
	ENOTRECOVERABLE: {"ENOTRECOVERABLE", 56, -131, "state not recoverable"},
	EOWNERDEAD:      {"EOWNERDEAD", 62, -130, "previous owner died"},
	ESTALE:          {"ESTALE", 72, -116, "stale file handle"},
	// Linux has no such number; libuv's way is to place those below -4000.
	ENOTCAPABLE: {"ENOTCAPABLE", 76, -4076, "capabilities insufficient"},
}
