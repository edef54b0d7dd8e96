package encoding

import (
	"sync"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func scanGB18030(s *stream, b []byte) int {
	c := b[0]
	switch {
	case c < 0x80:
		s.emit(rune(c))
		return 1
	case c == 0x80:
		s.emit('€')
		return 1
	case c == 0xFF:
		return -1
	case len(b) < 2:
		return 0
	}
	if !inside(b[1], '0', '9') {
		if !inside(b[1], 0x40, 0x7E) && !inside(b[1], 0x80, 0xFE) {
			return s.pair(0, b[1])
		}
		return s.pair(gb18030Table().at(c, b[1]), b[1])
	}
	if len(b) < 3 {
		return 0
	}
	if !inside(b[2], 0x81, 0xFE) {
		return -1
	}
	if len(b) < 4 {
		return 0
	}
	if !inside(b[3], '0', '9') {
		return -1
	}
	r := fourBytes(b[:4])
	if r == 0 {
		return -4
	}
	s.emit(r)
	return 4
}

// gb18030Table is x/text's index with what it leaves out: codes for the private
// use area, and those that the standard of 2022 gave to characters.
var gb18030Table = sync.OnceValue(func() *table {
	t := newTable(simplifiedchinese.GB18030)
	for lead := range t {
		for trail := range t[lead] {
			if r := userGB18030(byte(lead+0x81), byte(trail+0x30)); r != 0 {
				t[lead][trail] = r
			}
		}
	}
	for _, run := range gb18030Runs {
		for i := range run.count {
			code := run.code + i
			t[code>>8-0x81][code&0xFF-0x30] = run.first + rune(i)
		}
	}
	return t
})

// gb18030Runs are runs of codes that stand for runs of code points.
var gb18030Runs = []struct {
	code  int
	first rune
	count int
}{
	{0xA2AB, 0xE766, 6}, {0xA2E4, 0xE76D, 1}, {0xA2EF, 0xE76E, 2}, {0xA2FD, 0xE770, 2}, {0xA3A0, 0x3000, 1},
	{0xA4F4, 0xE772, 11}, {0xA5F7, 0xE77D, 8}, {0xA6B9, 0xE785, 8}, {0xA6D9, 0xFE10, 1}, {0xA6DA, 0xFE12, 1},
	{0xA6DB, 0xFE11, 1}, {0xA6DC, 0xFE13, 4}, {0xA6EC, 0xFE17, 2}, {0xA6F3, 0xFE19, 1}, {0xA6F6, 0xE797, 9},
	{0xA7C2, 0xE7A0, 15}, {0xA7F2, 0xE7AF, 13}, {0xA896, 0xE7BC, 11}, {0xA8BC, 0x1E3F, 1}, {0xA8C1, 0xE7C9, 4},
	{0xA8EA, 0xE7CD, 21}, {0xA958, 0xE7E2, 1}, {0xA95B, 0xE7E3, 1}, {0xA95D, 0xE7E4, 3}, {0xA997, 0xE7F4, 13},
	{0xA9F0, 0xE801, 15}, {0xD7FA, 0xE810, 5}, {0xFE51, 0xE816, 3}, {0xFE59, 0x9FB4, 1}, {0xFE61, 0x9FB5, 1},
	{0xFE66, 0x9FB6, 2}, {0xFE6C, 0xE831, 1}, {0xFE6D, 0x9FB8, 1}, {0xFE76, 0xE83B, 1}, {0xFE7E, 0x9FB9, 1},
	{0xFE90, 0x9FBA, 1}, {0xFE91, 0xE855, 1}, {0xFEA0, 0x9FBB, 1},
}

// userGB18030 maps the codes that are left to the user to the private use area.
func userGB18030(lead, trail byte) rune {
	switch {
	case inside(lead, 0xAA, 0xAF) && trail >= 0xA1:
		return 0xE000 + rune(lead-0xAA)*94 + rune(trail-0xA1)
	case inside(lead, 0xF8, 0xFE) && trail >= 0xA1:
		return 0xE234 + rune(lead-0xF8)*94 + rune(trail-0xA1)
	case inside(lead, 0xA1, 0xA7) && trail < 0x7F:
		return 0xE4C6 + rune(lead-0xA1)*96 + rune(trail-0x40)
	case inside(lead, 0xA1, 0xA7) && trail <= 0xA0:
		return 0xE4C6 + rune(lead-0xA1)*96 + rune(trail-0x41)
	}
	return 0
}
