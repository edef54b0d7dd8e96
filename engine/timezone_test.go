package engine

import (
	"fmt"
	"strconv"
	"testing"
)

// TestTimezoneOffset has a zone that is an hour ahead, two from the hour 1000
// after 1970 on: the clocks jump from 17:00 to 18:00 there.
func TestTimezoneOffset(t *testing.T) {
	const change = 1000 * 3600
	var asked []string
	iso := newIsolate(t, Hooks{TimezoneOffset: func(seconds int64, local bool) int {
		asked = append(asked, fmt.Sprint(seconds, local))
		if local {
			seconds -= 3600
		}
		if seconds < change {
			return 3600
		}
		return 7200
	}}, Limits{})
	for source, want := range map[string]string{
		`new Date(0).getHours()`:                                       "1",
		`new Date(0).getTimezoneOffset()`:                              "-60",
		`new Date(3.6e9 - 1).getHours()`:                               "16",
		`new Date(3.6e9).getHours()`:                                   "18",
		`new Date(3.6e9).getTimezoneOffset()`:                          "-120",
		`+new Date(1970, 0, 1)`:                                        "-3600000",
		`+new Date(1970, 1, 11, 18)`:                                   "3600000000",
		`+new Date(1970, 1, 11, 16, 59)`:                               "3599940000",
		`+new Date('1970-01-01T00:00')`:                                "-3600000",
		`+new Date('1970-01-01')`:                                      "0",
		`Date.UTC(1970, 0, 1)`:                                         "0",
		`String(new Date(0))`:                                          "Thu Jan 01 1970 01:00:00 GMT+0100",
		`+new Date(String(new Date(3.6e9)))`:                           "3600000000",
		`const d = new Date(3.6e9); d.setHours(0); +d`:                 "3538800000",
		`new Date(8.64e15).getHours() + new Date(-8.64e15).getHours()`: "3",
		`new Date(NaN).getTimezoneOffset()`:                            "NaN",
	} {
		v := eval(t, iso, "String(eval("+strconv.Quote(source)+"))")
		if got, _ := iso.String(v); got != want {
			t.Errorf("%s is %s, not %s", source, got, want)
		}
	}
	if len(asked) == 0 {
		t.Error("nobody was asked")
	}
	if v := eval(t, newIsolate(t, Hooks{}, Limits{}), `new Date(0).getHours() === 0 && new Date(1970, 0, 1).getTime() === 0`); v != True {
		t.Error("without a hook local time is not UTC")
	}
}
