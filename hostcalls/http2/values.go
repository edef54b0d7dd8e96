package http2

import (
	"unicode/utf8"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// piece of the input after which its events become values: a peer can make
// events that are larger than its bytes, and what they take is the guest's.
const inputPiece = 64 << 10

// receive(id, bytes) → events
func receive(c *hostcalls.Call) (engine.Value, error) {
	s, err := argSession(c)
	if err != nil {
		return engine.Undefined, err
	}
	defer s.charge()
	input := c.Args().At(1)
	v := maker{iso: c.Iso(), env: c.Env()}
	for start := 0; ; start += inputPiece {
		b, ok := c.Iso().Bytes(input) // anew, for values were made in between
		if !ok {
			v.free()
			return engine.Undefined, &hostcalls.TypeError{Message: "argument 2 of http2.receive must be an ArrayBuffer or a view of one", Code: "ERR_INVALID_ARG_TYPE"}
		}
		if start >= len(b) {
			break
		}
		b = b[start:min(start+inputPiece, len(b))]
		s.receive(b)
		if err := v.take(s); err != nil {
			return engine.Undefined, err
		}
		c.Pace().Did(len(b))
	}
	v.forget()
	return c.Iso().NewArray(v.list...)
}

// take(id, max) → [Uint8Array, events] or null
func take(c *hostcalls.Call) (engine.Value, error) {
	s, err := argSession(c)
	if err != nil {
		return engine.Undefined, err
	}
	defer s.charge()
	most, _ := c.Args().At(1).Int32()
	b := s.take(max(1, min(int(most), mostTaken)))
	if len(b) == 0 && len(s.events) == 0 {
		return engine.Null, nil
	}
	v := maker{iso: c.Iso(), env: c.Env()}
	bytes, err := v.bytes(b) // before the events, which may need the same scratch
	if err != nil {
		return engine.Undefined, err
	}
	if err := v.take(s); err != nil {
		c.Iso().Free(bytes)
		return engine.Undefined, err
	}
	v.forget()
	events, err := c.Iso().NewArray(v.list...)
	if err != nil {
		c.Iso().Free(bytes)
		return engine.Undefined, err
	}
	return c.Iso().NewArray(bytes, events)
}

// mostTaken is how much take returns, whatever it is asked for.
const mostTaken = 1 << 20

func argSession(c *hostcalls.Call) (*session, error) {
	id, _ := c.Args().At(0).Int32()
	return get(c, int(id))
}

// maker makes values of events.
type maker struct {
	iso  *engine.Isolate
	env  *hostcalls.Env
	list []engine.Value
	row  []engine.Value
	err  error

	// A field of a few bytes may stand for one of the table that is long, as often
	// as the peer likes: those are made once a call.
	long map[string]engine.Value
}

const longString = 256

func (v *maker) free() {
	for _, e := range append(v.list, v.row...) {
		v.iso.Free(e)
	}
	v.list, v.row = nil, nil
	v.forget()
}

func (v *maker) forget() {
	for _, made := range v.long {
		v.iso.Free(made)
	}
	v.long = nil
}

// take moves the events of a session to the end of the list.
func (v *maker) take(s *session) error {
	defer func() { // even if it failed: they point into the input
		clear(s.events)
		if s.events = s.events[:0]; cap(s.events) > 64 {
			s.events = nil
		}
	}()
	for i := 0; i < len(s.events); i++ {
		i += joinData(s, i)
		v.event(&s.events[i])
		if v.err != nil {
			v.free()
			return v.err
		}
	}
	return nil
}

// joinData makes one of events of DATA that follow each other on a stream, and
// returns how many there are no more: what JavaScript does for each takes much
// longer than to copy them. Small ones stay what they are, for programs see where
// a write ended.
func joinData(s *session, i int) int {
	first := &s.events[i]
	n := 0
	if first.kind == kindData {
		for _, e := range s.events[i+1:] {
			if e.kind != kindData || e.stream != first.stream || len(s.events[i+n].data) < minFrameSize/2 {
				break
			}
			n++
		}
	}
	if n == 0 {
		return 0
	}
	joined := s.pool.scratch[:0]
	for _, e := range s.events[i : i+n+1] {
		joined = append(joined, e.data...)
	}
	s.pool.scratch = joined // no more than a piece of the input
	s.events[i+n].data = joined
	return n
}

func (v *maker) event(e *event) {
	v.row = append(v.row[:0], engine.Int(int32(e.kind)))
	switch e.kind {
	case kindHeaders:
		v.numbers(int(e.stream), e.a, e.b)
		v.strings(e.fields)
		v.strings(e.sensitive)
	case kindPromise:
		v.numbers(int(e.stream), e.a, e.b)
		v.strings(e.fields)
		v.strings(e.sensitive)
	case kindData:
		v.numbers(int(e.stream))
		v.data(e.data)
	case kindEnd:
		v.numbers(int(e.stream))
	case kindClose, kindSent:
		v.numbers(int(e.stream), e.a)
	case kindSettings, kindSettingsAck:
		v.text(e.fields[0])
	case kindPing, kindPingAck:
		v.data(e.data)
	case kindGoaway:
		v.numbers(e.a, e.b)
		v.data(e.data)
	case kindAltsvc:
		v.numbers(int(e.stream))
		v.text(e.fields[0])
		v.text(e.fields[1])
	case kindOrigin:
		v.strings(e.fields)
	case kindFrameError:
		v.numbers(int(e.stream), e.a, e.b)
	case kindError:
		v.numbers(e.a, e.b)
		if len(e.fields) > 0 {
			v.text(e.fields[0])
		}
	}
	if v.err == nil {
		row := v.row
		v.row = v.row[:0] // NewArray takes their counts
		v.add(&v.list)(v.iso.NewArray(row...))
	}
}

// add puts a value that was made to the end of a list.
func (v *maker) add(list *[]engine.Value) func(engine.Value, error) {
	return func(made engine.Value, err error) {
		if err != nil {
			v.err = err
			return
		}
		*list = append(*list, made)
	}
}

func (v *maker) numbers(list ...int) {
	for _, n := range list {
		v.row = append(v.row, engine.Number(float64(n)))
	}
}

func (v *maker) bytes(b []byte) (engine.Value, error) {
	buffer, err := v.iso.NewArrayBuffer(b)
	if err != nil {
		return engine.Undefined, err
	}
	defer v.iso.Free(buffer)
	return v.iso.Construct(v.env.Root(hostcalls.RootUint8Array), buffer)
}

func (v *maker) data(b []byte) {
	if v.err == nil {
		v.add(&v.row)(v.bytes(b))
	}
}

func (v *maker) text(text string) {
	if v.err == nil {
		v.add(&v.row)(v.iso.NewLatin1([]byte(text)))
	}
}

// strings makes an array, each byte of a string being a character.
func (v *maker) strings(list []string) {
	if v.err != nil {
		return
	}
	plain := true
	for _, text := range list {
		plain = plain && len(text) < longString
		for i := range len(text) {
			plain = plain && text[i] < utf8.RuneSelf
		}
	}
	if plain {
		values, err := v.iso.NewStrings(list)
		if err != nil {
			v.err = err
			return
		}
		v.add(&v.row)(v.iso.NewArray(values...))
		return
	}
	values := make([]engine.Value, 0, len(list))
	for _, text := range list {
		made, err := v.once(text)
		if err != nil {
			v.err = err
			for _, m := range values {
				v.iso.Free(m)
			}
			return
		}
		values = append(values, made)
	}
	v.add(&v.row)(v.iso.NewArray(values...))
}

// once makes a string, or counts a long one that was made before.
func (v *maker) once(text string) (engine.Value, error) {
	if made, ok := v.long[text]; ok {
		return v.iso.Dup(made), nil
	}
	made, err := v.iso.NewLatin1([]byte(text))
	if err != nil || len(text) < longString {
		return made, err
	}
	if v.long == nil {
		v.long = map[string]engine.Value{}
	}
	v.long[text] = v.iso.Dup(made)
	return made, nil
}
