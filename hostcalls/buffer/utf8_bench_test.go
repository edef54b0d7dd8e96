package buffer

import (
	"strings"
	"testing"
)

// BenchmarkDecodeUTF8 decodes a megabyte of text of several kinds.
func BenchmarkDecodeUTF8(b *testing.B) {
	for name, sample := range map[string]string{
		"mixed":    "Größe und Maß der Dinge, 日本語 ",
		"latin":    "Größe und Maß der Dinge ",
		"chinese":  "日本語",
		"cyrillic": "Размер и мера ",
		"emoji":    "ok 😀 ",
	} {
		text := []byte(strings.Repeat(sample, (1<<20)/len(sample)))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			var room []byte
			for b.Loop() {
				latin1, wide := decodeUTF8(nil, text, room)
				if room = wide; wide == nil {
					room = latin1
				}
				room = room[:cap(room)]
			}
		})
	}
}
