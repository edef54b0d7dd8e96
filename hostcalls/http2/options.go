package http2

import (
	"encoding/json"
	"fmt"
)

// How DATA and HEADERS frames are padded.
const (
	padNone     = 0
	padAligned  = 1 // Node's PADDING_STRATEGY_ALIGNED, also named CALLBACK
	padMax      = 2
	mostAcks    = 1000 // answers that wait to be sent, before it is a flood
	mostFrames  = 5000 // frames that wait, the same
	mostNext    = 8    // CONTINUATION frames of a header block
	glitchBurst = 10000
	glitchRate  = 330
)

// options are what a session is created with, all within bounds.
type options struct {
	settings               []setting
	maxDeflateTable        uint32
	maxSettings            uint32
	maxSendBlock           uint32
	peerStreams            uint32
	maxOutstandingPings    uint32
	maxOutstandingSettings uint32
	maxMemory              int
	maxPairs               uint32
	maxReserved            uint32
	maxInvalidFrames       uint32
	maxRejected            uint32
	padding                int
	resetBurst, resetRate  uint32
	remoteCustom           []uint16
	laxSpace               bool // leading and trailing white space in values is let through
}

type optionsJSON struct {
	Settings                        settingsJSON `json:"settings"`
	MaxDeflateDynamicTableSize      *uint32      `json:"maxDeflateDynamicTableSize"`
	MaxSettings                     *uint32      `json:"maxSettings"`
	MaxSendHeaderBlockLength        *uint32      `json:"maxSendHeaderBlockLength"`
	PeerMaxConcurrentStreams        *uint32      `json:"peerMaxConcurrentStreams"`
	MaxOutstandingPings             *uint32      `json:"maxOutstandingPings"`
	MaxOutstandingSettings          *uint32      `json:"maxOutstandingSettings"`
	MaxSessionMemory                *float64     `json:"maxSessionMemory"`
	MaxHeaderListPairs              *uint32      `json:"maxHeaderListPairs"`
	MaxReservedRemoteStreams        *uint32      `json:"maxReservedRemoteStreams"`
	MaxSessionInvalidFrames         *uint32      `json:"maxSessionInvalidFrames"`
	MaxSessionRejectedStreams       *uint32      `json:"maxSessionRejectedStreams"`
	PaddingStrategy                 *uint32      `json:"paddingStrategy"`
	StreamResetBurst                *uint32      `json:"streamResetBurst"`
	StreamResetRate                 *uint32      `json:"streamResetRate"`
	RemoteCustomSettings            []uint16     `json:"remoteCustomSettings"`
	StrictFieldWhitespaceValidation *bool        `json:"strictFieldWhitespaceValidation"`
}

func parseOptions(text string, server bool) (options, error) {
	var j optionsJSON
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return options{}, badOption("options", err)
	}
	list, err := j.Settings.list()
	if err != nil {
		return options{}, badOption("settings", err)
	}
	or := func(p *uint32, otherwise uint32) uint32 {
		if p == nil {
			return otherwise
		}
		return *p
	}
	leastPairs := uint32(1)
	if server {
		leastPairs = 4
	}
	memory := 10.0
	if j.MaxSessionMemory != nil {
		memory = *j.MaxSessionMemory
	}
	o := options{
		settings:               list,
		maxDeflateTable:        or(j.MaxDeflateDynamicTableSize, firstTable),
		maxSettings:            max(1, or(j.MaxSettings, 32)),
		maxSendBlock:           or(j.MaxSendHeaderBlockLength, 65536),
		peerStreams:            or(j.PeerMaxConcurrentStreams, 100),
		maxOutstandingPings:    or(j.MaxOutstandingPings, 10),
		maxOutstandingSettings: max(1, or(j.MaxOutstandingSettings, 10)),
		maxMemory:              int(min(max(1, memory), 1<<20) * 1e6),
		maxPairs:               max(leastPairs, or(j.MaxHeaderListPairs, 128)),
		maxReserved:            or(j.MaxReservedRemoteStreams, 200),
		maxInvalidFrames:       or(j.MaxSessionInvalidFrames, 1000),
		maxRejected:            or(j.MaxSessionRejectedStreams, 100),
		padding:                int(or(j.PaddingStrategy, padNone)),
		resetBurst:             or(j.StreamResetBurst, 1000),
		resetRate:              or(j.StreamResetRate, 33),
		remoteCustom:           j.RemoteCustomSettings,
		laxSpace:               j.StrictFieldWhitespaceValidation != nil && !*j.StrictFieldWhitespaceValidation,
	}
	if o.padding > padMax {
		return options{}, badOption("options", fmt.Errorf("paddingStrategy is %d", o.padding))
	}
	if len(o.remoteCustom) > mostRemoteCustom {
		return options{}, badOption("options", fmt.Errorf("there are %d custom settings of the peer", len(o.remoteCustom)))
	}
	return o, nil
}
