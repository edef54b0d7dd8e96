package http2

// Kind is the first element of an event.
type Kind uint8

// The kinds, in the order of the binding's constants.
const (
	kindHeaders Kind = iota
	kindPromise
	kindData
	kindEnd
	kindClose
	kindSettings
	kindSettingsAck
	kindPing
	kindPingAck
	kindGoaway
	kindAltsvc
	kindOrigin
	kindFrameError
	kindError
	kindSent
	kinds
)

var kindNames = [kinds]string{
	"HEADERS", "PROMISE", "DATA", "END", "CLOSE", "SETTINGS", "SETTINGS_ACK", "PING", "PING_ACK",
	"GOAWAY", "ALTSVC", "ORIGIN", "FRAME_ERROR", "ERROR", "SENT",
}

// event is what the session has to tell. What a and b are depends on the kind:
//
//	HEADERS      category, flags; fields, sensitive
//	PROMISE      promised stream, flags; fields, sensitive
//	DATA         data, a part of what was received
//	CLOSE        code
//	SETTINGS     fields: the peer's settings as JSON
//	SETTINGS_ACK fields: ours as JSON
//	PING         data
//	GOAWAY       code, last stream; data
//	ALTSVC       fields: origin, value
//	ORIGIN       fields
//	FRAME_ERROR  type of the frame, code of the library
//	ERROR        code of the library, code of HTTP/2; fields: Node's code, if any
//	SENT         length of the write
type event struct {
	kind      Kind
	stream    uint32
	a, b      int
	data      []byte
	fields    []string
	sensitive []string
}

func (s *session) tell(e event) { s.events = append(s.events, e) }
