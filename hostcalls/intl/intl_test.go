package intl

import (
	"encoding/binary"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

func TestSegment(t *testing.T) {
	for _, c := range []struct {
		text        string
		granularity int
		want        string // ends in UTF-16, * where like a word
	}{
		{"", byGrapheme, ""},
		{"ab", byGrapheme, "1 2"},
		{"e\u0301\r\nx", byGrapheme, "2 4 5"},
		{"👨‍👩‍👧🇩🇪🇫🇷", byGrapheme, "8 12 16"},
		{"a\xed\xa0\x80b", byGrapheme, "1 2 3"}, // a lone surrogate
		{"Hi, 3.14 it's", byWord, "2* 3 4 8* 9 13*"},
		{"One. Two?", bySentence, "5 9"},
	} {
		var got []string
		for b := segment(nil, c.text, c.granularity); len(b) > 0; b = b[4:] {
			end := binary.LittleEndian.Uint32(b)
			s := strconv.Itoa(int(end &^ likeWord))
			if end&likeWord != 0 {
				s += "*"
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q by %d: %q, want %q", c.text, c.granularity, got, c.want)
		}
	}
}

func TestPlural(t *testing.T) {
	for _, c := range []struct {
		tag     string
		ordinal bool
		digits  string
		want    int
	}{
		{"en", false, "1", 1}, {"en", false, "1.0", 5}, {"en", false, "0", 5}, {"en", true, "22", 2}, {"en", true, "11", 5},
		{"pl", false, "3", 3}, {"pl", false, "12", 4}, {"pl", false, "1.5", 5}, {"ar", false, "0", 0}, {"ar", false, "2", 2},
		{"ja", false, "1", 5}, {"en", false, "10000001", 5}, {"fr", false, "0.5", 1}, {"nonsense", false, "1", 5},
	} {
		if got := pluralOf(c.tag, c.ordinal, c.digits); got != c.want {
			t.Errorf("%s %s (%v): %d, want %d", c.tag, c.digits, c.ordinal, got, c.want)
		}
	}
	if got := pluralsOf("pl", false); got != 1<<1|1<<3|1<<4|1<<5 {
		t.Errorf("categories of Polish: %b", got)
	}
}

func TestTags(t *testing.T) {
	for tag, want := range map[string]string{
		"EN-us": "en-US", "zh-hans-cn": "zh-Hans-CN", "": "", "x": "", "en_US": "", "zz-zz": "zz-ZZ", "en-": "", "a b": "",
	} {
		if got := canonical(tag); got != want {
			t.Errorf("canonical(%q) = %q, want %q", tag, got, want)
		}
	}
	if known("xx") || !known("de-AT") {
		t.Error("languages")
	}
}

func TestZoneName(t *testing.T) {
	january, july := time.Date(2025, 1, 15, 0, 0, 0, 0, time.UTC).UnixMilli(), time.Date(2025, 7, 15, 0, 0, 0, 0, time.UTC).UnixMilli()
	for zone, want := range map[string][2]string{ // what Node 24 says
		"UTC":               {"Coordinated Universal Time", "Coordinated Universal Time"},
		"Europe/Berlin":     {"Central European Standard Time", "Central European Summer Time"},
		"Europe/London":     {"Greenwich Mean Time", "British Summer Time"},
		"America/New_York":  {"Eastern Standard Time", "Eastern Daylight Time"},
		"Asia/Shanghai":     {"China Standard Time", "China Standard Time"},
		"Asia/Kolkata":      {"India Standard Time", "India Standard Time"},
		"Asia/Jerusalem":    {"Israel Standard Time", "Israel Daylight Time"},
		"America/Sao_Paulo": {"Brasilia Standard Time", "Brasilia Standard Time"},
		"Asia/Tokyo":        {"Japan Standard Time", "Japan Standard Time"},
	} {
		location, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{zoneName(location, january), zoneName(location, july)}; got != want {
			t.Errorf("%s: %q, want %q", zone, got, want)
		}
	}
}

func TestKnownZone(t *testing.T) {
	for name, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", "america/new_york": "America/New_York", "utc": "UTC", "est": "EST", "+05:30": "+05:30",
		"No/Where": "", "": "", "Local": "", "../etc/passwd": "",
	} {
		if got := knownZone(name); got != want {
			t.Errorf("knownZone(%q) = %q, want %q", name, got, want)
		}
	}
	if got := currentZone(time.FixedZone("Local", 3600)); got != "Etc/GMT-1" {
		t.Errorf("a zone without a name is %s", got)
	}
}
