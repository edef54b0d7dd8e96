package http2

import "encoding/binary"

const magic = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

type frameType uint8

const (
	typeData         frameType = 0
	typeHeaders      frameType = 1
	typePriority     frameType = 2
	typeReset        frameType = 3
	typeSettings     frameType = 4
	typePush         frameType = 5
	typePing         frameType = 6
	typeGoaway       frameType = 7
	typeWindow       frameType = 8
	typeContinuation frameType = 9
	typeAltsvc       frameType = 10
	typeOrigin       frameType = 12
)

const (
	flagEndStream  = 0x1
	flagAck        = 0x1
	flagEndHeaders = 0x4
	flagPadded     = 0x8
	flagPriority   = 0x20
)

const (
	headLen       = 9
	minFrameSize  = 16384
	maxFrameSize  = 1<<24 - 1
	maxWindow     = 1<<31 - 1
	maxStreamID   = 1<<31 - 1
	firstWindow   = 65535
	maxPadding    = 256 // with the byte that says how long it is
	priorityBytes = 5
)

type frameHead struct {
	length int
	kind   frameType
	flags  uint8
	stream uint32
}

func parseHead(b []byte) frameHead {
	return frameHead{
		length: int(b[0])<<16 | int(b[1])<<8 | int(b[2]),
		kind:   frameType(b[3]),
		flags:  b[4],
		stream: binary.BigEndian.Uint32(b[5:]) & maxStreamID,
	}
}

func appendHead(b []byte, length int, kind frameType, flags uint8, stream uint32) []byte {
	b = append(b, byte(length>>16), byte(length>>8), byte(length), byte(kind), flags)
	return binary.BigEndian.AppendUint32(b, stream)
}

// unpad takes the padding off the payload of a frame.
func unpad(h frameHead, p []byte) ([]byte, *fault) {
	if h.flags&flagPadded == 0 {
		return p, nil
	}
	if len(p) == 0 || int(p[0]) >= len(p) {
		return nil, errProto
	}
	return p[1 : len(p)-int(p[0])], nil
}
