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
	libHeaderComp           = -523
	libFlowControl          = -524
	libPushDisabled         = -528
	libSessionClosing       = -530
	libInternal             = -534
	libSettingsExpected     = -536
	libTooManySettings      = -537
	libNoMemory             = -901
	libCallbackFailure      = -902
	libBadMagic             = -903
	libFlooded              = -904
	libTooManyContinuations = -905
)

// fault is what the peer has done that breaks the connection.
type fault struct {
	lib    int
	code   uint32
	custom string // Node's code of an error of its own, if it has one
}

var (
	errProto        = &fault{lib: libProto, code: codeProtocol}
	errClosed       = &fault{lib: libStreamClosed, code: codeStreamClosed}
	errFrameSize    = &fault{lib: libFrameSize, code: codeFrameSize}
	errFlow         = &fault{lib: libFlowControl, code: codeFlowControl}
	errCompression  = &fault{lib: libHeaderComp, code: codeCompression}
	errCalm         = &fault{lib: libFlooded, code: codeEnhanceYourCalm}
	errFlooded      = errCalm
	errResets       = &fault{lib: libFlooded, code: codeInternal}
	errMagic        = &fault{lib: libBadMagic, code: codeProtocol}
	errFirst        = &fault{lib: libSettingsExpected, code: codeProtocol}
	errManySettings = &fault{lib: libTooManySettings, code: codeEnhanceYourCalm}
	errMany         = &fault{lib: libTooManyContinuations, code: codeEnhanceYourCalm}
	errRejected     = &fault{lib: libCallbackFailure, code: codeEnhanceYourCalm}
	errInvalid      = &fault{lib: libCallbackFailure, code: codeEnhanceYourCalm, custom: "ERR_HTTP2_TOO_MANY_INVALID_FRAMES"}
	errMemory       = &fault{lib: libNoMemory, code: codeEnhanceYourCalm}
)
