package http2

// The error codes of RFC 9113, section 7.
const (
	codeNone            = 0
	codeProtocol        = 1
	codeInternal        = 2
	codeFlowControl     = 3
	codeStreamClosed    = 5
	codeFrameSize       = 6
	codeRefused         = 7
	codeCancel          = 8
	codeCompression     = 9
	codeEnhanceYourCalm = 11
)

// The library's codes, which Node.js shows in messages and hands to programs.
const (
	libInvalidArgument      = -501
	libProto                = -505
	libStreamIDNotAvailable = -509
	libStreamClosed         = -510
	libStreamShut           = -512
	libInvalidStreamState   = -514
	libNotAllowed           = -516
	libFrameSize            = -522
	libFlowControl          = -524
	libPushDisabled         = -528
	libSessionClosing       = -530
	libNoMemory             = -901
	libCallbackFailure      = -902
	libBadMagic             = -903
	libFlooded              = -904
	libTooManyContinuations = -905
)

// fault is what the peer has done that breaks the connection. The library's code
// is the one that Node.js shows, which for most is that of a protocol error; code
// is what the peer is told.
type fault struct {
	lib    int
	code   uint32
	custom string // Node's code of an error of its own, if it has one
}

var (
	errProto         = &fault{lib: libProto, code: codeProtocol}
	errClosed        = &fault{lib: libStreamClosed, code: codeStreamClosed}
	errClosedData    = &fault{lib: libProto, code: codeStreamClosed}
	errFrameSize     = &fault{lib: libProto, code: codeFrameSize}
	errOverflow      = &fault{lib: libFlowControl, code: codeFlowControl} // of a window that we were granted
	errOverrun       = &fault{lib: libProto, code: codeFlowControl}       // of one that we have granted
	errCompression   = &fault{lib: libProto, code: codeCompression}
	errCalm          = &fault{lib: libProto, code: codeEnhanceYourCalm}
	errUnasked       = &fault{lib: libProto, code: codeInternal}
	errResets        = &fault{lib: libProto, code: codeInternal}
	errFlooded       = &fault{lib: libFlooded, code: codeInternal}
	errMagic         = &fault{lib: libBadMagic, code: codeInternal}
	errContinuations = &fault{lib: libTooManyContinuations, code: codeInternal}
	errRejected      = &fault{lib: libCallbackFailure, code: codeInternal}
	errInvalid       = &fault{lib: libCallbackFailure, code: codeInternal, custom: "ERR_HTTP2_TOO_MANY_INVALID_FRAMES"}
	errMemory        = &fault{lib: libNoMemory, code: codeInternal}
)
