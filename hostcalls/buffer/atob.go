package buffer

import (
	"encoding/base64"

	"github.com/wjs-run/wjs/engine"
)

// Why atob refuses its input, as numbers that the script tells apart.
const (
	atobRemainder = -1 // one character is left over
	atobCharacter = -2 // not of the alphabet, or padding in a wrong place
)

// atob decodes as the Infra Standard's forgiving-base64 does. On success the
// status is 0.
func atob(pace *engine.Pace, latin1, wide []byte) (decoded []byte, status int) {
	text := make([]byte, 0, len(latin1)+len(wide)/2)
	for ; len(wide) > 0; wide = wide[2:] {
		pace.Did(1)
		if wide[1] != 0 {
			return nil, atobCharacter
		}
		if !isSpace(wide[0]) {
			text = append(text, wide[0])
		}
	}
	for _, c := range latin1 {
		pace.Did(1)
		if !isSpace(c) {
			text = append(text, c)
		}
	}
	padding := 0
	for padding < 2 && len(text) > padding && text[len(text)-1-padding] == '=' {
		padding++
	}
	body := text[:len(text)-padding]
	for _, c := range body {
		pace.Did(1)
		if unbase64[c] > 63 || c == '-' || c == '_' {
			return nil, atobCharacter
		}
	}
	if len(body)%4 == 1 {
		return nil, atobRemainder
	}
	if padding > 0 && (len(body)+padding)%4 != 0 {
		return nil, atobCharacter
	}
	decoded = make([]byte, len(body)*3/4)
	return decoded[:putBase64(pace, decoded, body, nil)], 0
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'
}

// btoa encodes text of which every character is below U+0100; ok is false for
// other text.
func btoa(pace *engine.Pace, latin1, wide []byte) (encoded []byte, ok bool) {
	if wide != nil {
		latin1 = make([]byte, len(wide)/2)
		for i := range latin1 {
			pace.Did(1)
			if wide[2*i+1] != 0 {
				return nil, false
			}
			latin1[i] = wide[2*i]
		}
	}
	encoded = make([]byte, base64.StdEncoding.EncodedLen(len(latin1)))
	encodeBase64(pace, base64.StdEncoding, stdPairs, encoded, latin1)
	return encoded, true
}
