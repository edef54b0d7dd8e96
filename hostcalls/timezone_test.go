package hostcalls

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func TestNamedLocation(t *testing.T) {
	winter := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	for name, want := range map[string]int{
		"America/New_York": -5 * 3600, ":America/New_York": -5 * 3600, "Asia/Kathmandu": 5*3600 + 45*60, "EST5EDT": -5 * 3600,
		"GMT+3": -3 * 3600, "UTC-2": 2 * 3600, "UTC": 0, "GMT+99": 0, "": 0, "Foo/Bar": 0, "Local": 0, "../../etc/passwd": 0, "/etc/localtime": 0,
	} {
		if got := offsetAt(namedLocation(name), winter); got != want {
			t.Errorf("%q is %d seconds ahead, not %d", name, got, want)
		}
	}
}

// TestOffsetAtLocal walks over the hours around changes of the clocks.
func TestOffsetAtLocal(t *testing.T) {
	for _, c := range []struct {
		zone, shown string
		want        time.Duration
	}{
		{"America/New_York", "2024-03-10 01:59:59", -5 * time.Hour},
		{"America/New_York", "2024-03-10 02:30:00", -5 * time.Hour}, // skipped
		{"America/New_York", "2024-03-10 03:00:00", -4 * time.Hour},
		{"America/New_York", "2024-11-03 00:59:59", -4 * time.Hour},
		{"America/New_York", "2024-11-03 01:30:00", -4 * time.Hour}, // twice
		{"America/New_York", "2024-11-03 02:00:00", -5 * time.Hour},
		{"Australia/Lord_Howe", "2024-10-06 02:15:00", 10*time.Hour + 30*time.Minute}, // skipped
		{"Australia/Lord_Howe", "2024-10-06 02:30:00", 11 * time.Hour},
		{"Pacific/Apia", "2011-12-29 23:00:00", -10 * time.Hour},
		{"Pacific/Apia", "2011-12-31 00:00:00", 14 * time.Hour}, // the day between is skipped
		{"UTC", "2024-03-10 02:30:00", 0},
	} {
		shown, err := time.Parse(time.DateTime, c.shown)
		if err != nil {
			t.Fatal(err)
		}
		location, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Skip("no time zones here:", err)
		}
		if got := time.Duration(offsetAtLocal(location, shown.Unix())) * time.Second; got != c.want {
			t.Errorf("%s %s: %v, not %v", c.zone, c.shown, got, c.want)
		}
	}
}
