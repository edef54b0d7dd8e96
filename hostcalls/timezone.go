package hostcalls

import (
	"strconv"
	"strings"
	"time"

	"github.com/wjs-run/wjs/wasi"
)

// zone is the time zone that TZ named when it was last looked at.
type zone struct {
	name     string
	location *time.Location
}

type zoneKey struct{}

// timezoneOffset answers by the program's TZ, which it may change at any time,
// else by the host's own zone. A snapshot is built in UTC.
func (e *Env) timezoneOffset(seconds int64, local bool) int {
	location := e.location()
	if local {
		return offsetAtLocal(location, seconds)
	}
	return offsetAt(location, seconds)
}

// Location is the zone in which the program sees its dates now.
func (c *Call) Location() *time.Location { return c.env.location() }

func (e *Env) location() *time.Location {
	if e.host == nil {
		return time.UTC
	}
	// Has leaves no trace in an audit: every date that is shown gets here.
	if !e.host.Has(wasi.KindEnv, "TZ") {
		return time.Local
	}
	name, ok, err := e.host.Getenv("TZ")
	if !ok || err != nil {
		return time.Local
	}
	z := State(e, zoneKey{}, func() *zone { return &zone{location: time.UTC} })
	if z.name != name {
		z.name, z.location = name, namedLocation(name)
	}
	return z.location
}

// namedLocation understands what Node.js does: names of the IANA database and
// GMT+3, which is west as POSIX has it. What it does not understand is UTC.
func namedLocation(name string) *time.Location {
	name = strings.TrimPrefix(name, ":")
	if hours, ok := fixedOffset(name); ok {
		return time.FixedZone(name, -hours*3600)
	}
	const longest = 64 // no zone's name comes near
	if name == "Local" || len(name) > longest {
		return time.UTC
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return location
}

func fixedOffset(name string) (hours int, ok bool) {
	if !strings.HasPrefix(name, "GMT") && !strings.HasPrefix(name, "UTC") || len(name) < 5 || name[3] != '+' && name[3] != '-' {
		return 0, false
	}
	hours, err := strconv.Atoi(name[3:])
	return hours, err == nil && hours >= -14 && hours <= 14
}

func offsetAt(location *time.Location, seconds int64) int {
	_, offset := time.Unix(seconds, 0).In(location).Zone()
	return offset
}

// offsetAtLocal is for clocks that show seconds. A time that they show twice is
// the first of both; one that they skip counts as if they had not yet moved.
func offsetAtLocal(location *time.Location, seconds int64) int {
	const day = 24 * 3600 // further than any zone is from UTC
	before, after := offsetAt(location, seconds-day), offsetAt(location, seconds+day)
	if before != after && offsetAt(location, seconds-int64(before)) != before && offsetAt(location, seconds-int64(after)) == after {
		return after
	}
	return before
}
