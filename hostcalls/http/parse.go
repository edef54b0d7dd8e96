package http

// parseError is why a message is not taken: what Node's parser says of it, and
// the status with which a server refuses it.
type parseError struct{ status, code, reason string }

func (e *parseError) Error() string { return "Parse Error: " + e.reason }

func malformed(code, reason string) *parseError {
	return &parseError{"400 Bad Request", code, reason}
}

// What can be wrong, in the order of a message.
var (
	errTooLarge = &parseError{"431 Request Header Fields Too Large", "HPE_HEADER_OVERFLOW", "Header overflow"}
	errTooLong  = &parseError{"413 Payload Too Large", "HPE_CHUNK_EXTENSIONS_OVERFLOW", "Chunk extensions overflow"}
	errTimeout  = &parseError{"408 Request Timeout", "ERR_HTTP_REQUEST_TIMEOUT", "Request timeout"}

	errMethod    = malformed("HPE_INVALID_METHOD", "Invalid method encountered")
	errTarget    = malformed("HPE_INVALID_URL", "Invalid char in url")
	errProtocol  = malformed("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/")
	errVersion   = malformed("HPE_INVALID_VERSION", "Invalid HTTP version")
	errStatus    = malformed("HPE_INVALID_STATUS", "Invalid status code")
	errLineFeed  = malformed("HPE_CR_EXPECTED", "Missing expected CR after response line")
	errReturn    = malformed("HPE_LF_EXPECTED", "Missing expected LF after header value")
	errCharacter = malformed("HPE_INVALID_HEADER_TOKEN", "Invalid header value char")
	errName      = malformed("HPE_INVALID_HEADER_TOKEN", "Invalid header token")
	errFolded    = malformed("HPE_INVALID_HEADER_TOKEN", "Unexpected whitespace after header value")
	errHosts     = malformed("HPE_INVALID_HEADER_TOKEN", "Duplicate Host")
	errLength    = malformed("HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length")
	errLengths   = malformed("HPE_UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length")
	errFramings  = malformed("HPE_INVALID_TRANSFER_ENCODING", "Transfer-Encoding can't be present with Content-Length")
	errCoding    = malformed("HPE_INVALID_TRANSFER_ENCODING", "Request has invalid `Transfer-Encoding`")
	errChunkSize = malformed("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size")
	errChunkBig  = malformed("HPE_INVALID_CHUNK_SIZE", "Chunk size overflow")
	errChunkEnd  = malformed("HPE_STRICT", "Expected LF after chunk data")
	errExtension = malformed("HPE_STRICT", "Invalid character in chunk extensions")
)
