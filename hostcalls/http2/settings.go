package http2

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/wjs-run/wjs/hostcalls"
)

// Identifiers of settings.
const (
	idTableSize      = 1
	idPush           = 2
	idStreams        = 3
	idWindow         = 4
	idFrameSize      = 5
	idListSize       = 6
	idConnect        = 8
	unlimited        = 1<<32 - 1
	mostCustom       = 10
	settingEntryLen  = 6
	mostRemoteCustom = 10
)

// settings are those in force on one side.
type settings struct {
	tableSize, streams, window, frameSize, listSize uint32
	push, connect                                   bool
	custom                                          map[uint16]uint32
}

func firstSettings() settings {
	return settings{tableSize: firstTable, streams: unlimited, window: firstWindow, frameSize: minFrameSize, listSize: unlimited, push: true}
}

// setting is an entry of a SETTINGS frame.
type setting struct {
	id    uint16
	value uint32
}

// toggle is a setting that JavaScript has as a boolean or a number.
type toggle bool

func (t *toggle) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "true", "1":
		*t = true
	case "false", "0":
		*t = false
	default:
		return fmt.Errorf("%s is neither true nor false", b)
	}
	return nil
}

// settingsJSON is what JavaScript gives; what it does not give is not sent.
type settingsJSON struct {
	HeaderTableSize       *uint32           `json:"headerTableSize"`
	EnablePush            *toggle           `json:"enablePush"`
	InitialWindowSize     *uint32           `json:"initialWindowSize"`
	MaxFrameSize          *uint32           `json:"maxFrameSize"`
	MaxConcurrentStreams  *uint32           `json:"maxConcurrentStreams"`
	MaxHeaderListSize     *uint32           `json:"maxHeaderListSize"`
	EnableConnectProtocol *toggle           `json:"enableConnectProtocol"`
	CustomSettings        map[string]uint32 `json:"customSettings"`
}

func badOption(what string, err error) error {
	return &hostcalls.TypeError{Message: "the " + what + " of an HTTP/2 session: " + err.Error(), Code: "ERR_INVALID_ARG_VALUE"}
}

// list checks the settings and puts them into the order in which they are sent.
func (j *settingsJSON) list() ([]setting, error) {
	var list []setting
	number := func(id uint16, v *uint32) {
		if v != nil {
			list = append(list, setting{id, *v})
		}
	}
	boolean := func(id uint16, v *toggle) {
		if v != nil {
			n := uint32(0)
			if *v {
				n = 1
			}
			list = append(list, setting{id, n})
		}
	}
	number(idTableSize, j.HeaderTableSize)
	number(idStreams, j.MaxConcurrentStreams)
	number(idFrameSize, j.MaxFrameSize)
	number(idWindow, j.InitialWindowSize)
	number(idListSize, j.MaxHeaderListSize)
	boolean(idPush, j.EnablePush)
	boolean(idConnect, j.EnableConnectProtocol)
	if v := j.MaxFrameSize; v != nil && (*v < minFrameSize || *v > maxFrameSize) {
		return nil, fmt.Errorf("maxFrameSize is %d", *v)
	}
	if v := j.InitialWindowSize; v != nil && *v > maxWindow {
		return nil, fmt.Errorf("initialWindowSize is %d", *v)
	}
	if len(j.CustomSettings) > mostCustom {
		return nil, fmt.Errorf("there are %d custom settings", len(j.CustomSettings))
	}
	for _, text := range slices.Sorted(maps.Keys(j.CustomSettings)) {
		id, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return nil, err
		}
		list = append(list, setting{uint16(id), j.CustomSettings[text]})
	}
	return list, nil
}

func parseSettings(text string) ([]setting, error) {
	var j settingsJSON
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return nil, badOption("settings", err)
	}
	list, err := j.list()
	if err != nil {
		return nil, badOption("settings", err)
	}
	return list, nil
}

// sendSettings queues our settings; they hold when the peer has acknowledged them.
func (s *session) sendSettings(list []setting) bool {
	if len(s.pending) >= int(s.opt.maxOutstandingSettings) {
		return false
	}
	var p []byte
	for _, e := range list {
		p = binary.BigEndian.AppendUint16(p, e.id)
		p = binary.BigEndian.AppendUint32(p, e.value)
		switch e.id { // what the peer may know from now on
		case idStreams:
			s.nextStreams = e.value
		case idPush:
			s.nextPush = e.value != 0
		case idConnect:
			s.nextConnect = e.value != 0
		case idFrameSize:
			s.nextFrame = max(s.nextFrame, e.value)
		}
	}
	s.pending = append(s.pending, list)
	s.out.put(typeSettings, 0, 0, p)
	return true
}

// acknowledged puts the oldest of our settings into force.
func (s *session) acknowledged() *fault {
	if len(s.pending) == 0 {
		return errProto
	}
	list := s.pending[0]
	s.pending = slices.Delete(s.pending, 0, 1)
	for _, e := range list {
		switch e.id {
		case idTableSize:
			s.local.tableSize = e.value
			s.in.limit(e.value)
		case idPush:
			s.local.push = e.value != 0
		case idStreams:
			s.local.streams = e.value
		case idWindow:
			delta := int(e.value) - int(s.local.window)
			for _, st := range s.streams {
				if st.recv.size += delta; st.recv.size > maxWindow {
					return errOverflow
				}
				s.dueWindow(st)
			}
			s.local.window = e.value
		case idFrameSize:
			s.local.frameSize = e.value
			s.nextFrame = e.value
			for _, list := range s.pending {
				for _, e := range list {
					if e.id == idFrameSize {
						s.nextFrame = max(s.nextFrame, e.value)
					}
				}
			}
		case idListSize:
			s.local.listSize = e.value
		case idConnect:
			s.local.connect = e.value != 0
		default:
			s.local.setCustom(e)
		}
	}
	s.tell(event{kind: kindSettingsAck, fields: []string{s.local.text()}})
	return nil
}

func (c *settings) setCustom(e setting) {
	if c.custom == nil {
		c.custom = map[uint16]uint32{}
	}
	c.custom[e.id] = e.value
}

// onSettings is a SETTINGS frame of the peer.
func (s *session) onSettings(h frameHead, p []byte) *fault {
	if h.stream != 0 {
		return errProto
	}
	if h.flags&flagAck != 0 {
		return s.acknowledged()
	}
	if s.out.acks >= mostAcks {
		return errFlooded
	}
	if !s.remoteKnown {
		s.remoteKnown = true
		s.remote.streams = unlimited
	}
	window := s.remote.window
	for ; len(p) > 0; p = p[settingEntryLen:] {
		if f := s.remoteSetting(setting{binary.BigEndian.Uint16(p), binary.BigEndian.Uint32(p[2:])}); f != nil {
			return f
		}
	}
	if f := s.moveWindows(int(s.remote.window) - int(window)); f != nil {
		return f
	}
	s.out.put(typeSettings, flagAck, 0)
	s.tell(event{kind: kindSettings, fields: []string{s.remote.text()}})
	return nil
}

// moveWindows applies another initial window of the peer to what is open, once a
// frame however often it is in there: there may be many streams.
func (s *session) moveWindows(delta int) *fault {
	if delta == 0 {
		return nil
	}
	for _, st := range s.streams {
		if st.sendWindow += delta; st.sendWindow > maxWindow {
			return errOverflow
		}
		s.schedule(st)
	}
	return nil
}

func (s *session) remoteSetting(e setting) *fault {
	r := &s.remote
	switch e.id {
	case idTableSize:
		r.tableSize = e.value
		s.def.limit(e.value)
	case idPush:
		if e.value > 1 || !s.server && e.value != 0 {
			return errProto
		}
		r.push = e.value != 0
	case idStreams:
		r.streams = e.value
	case idWindow:
		if e.value > maxWindow {
			return errOverflow
		}
		r.window = e.value
	case idFrameSize:
		if e.value < minFrameSize || e.value > maxFrameSize {
			return errProto
		}
		r.frameSize = e.value
	case idListSize:
		r.listSize = e.value
	case idConnect:
		if e.value > 1 || !s.server && r.connect && e.value == 0 {
			return errProto
		}
		r.connect = e.value != 0
	default:
		if slices.Contains(s.opt.remoteCustom, e.id) {
			r.setCustom(e)
		}
	}
	return nil
}

// settingsShown is what JavaScript reads.
type settingsShown struct {
	HeaderTableSize       uint32            `json:"headerTableSize"`
	EnablePush            bool              `json:"enablePush"`
	InitialWindowSize     uint32            `json:"initialWindowSize"`
	MaxFrameSize          uint32            `json:"maxFrameSize"`
	MaxConcurrentStreams  uint32            `json:"maxConcurrentStreams"`
	MaxHeaderListSize     uint32            `json:"maxHeaderListSize"`
	EnableConnectProtocol bool              `json:"enableConnectProtocol"`
	CustomSettings        map[uint16]uint32 `json:"customSettings,omitempty"`
}

func (c *settings) show() settingsShown {
	return settingsShown{c.tableSize, c.push, c.window, c.frameSize, c.streams, c.listSize, c.connect, c.custom}
}

// text is show as JSON, for the event that tells of them: those of a later frame
// may be in force when the event is read.
func (c *settings) text() string {
	b, err := json.Marshal(c.show())
	if err != nil {
		panic(err) // numbers and flags
	}
	return string(b)
}
