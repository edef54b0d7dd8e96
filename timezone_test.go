package wjs

import "testing"

// TestTimezone has what Node.js answers with the same TZ: the variable counts
// from the start, and again whenever the program changes it.
func TestTimezone(t *testing.T) {
	r := open(t, Options{Env: []string{"TZ=America/New_York"}, Permissions: Permissions{Env: []string{"TZ"}}})
	for _, c := range []struct{ source, want string }{
		{`new Date(0).getHours() + ' ' + new Date(0).getTimezoneOffset()`, "19 300"},
		{`new Date(2024, 2, 10, 2, 30).toISOString()`, "2024-03-10T07:30:00.000Z"},
		{`new Date(2024, 2, 10, 3, 30).toISOString()`, "2024-03-10T07:30:00.000Z"},
		{`new Date(2024, 10, 3, 1, 30).toISOString()`, "2024-11-03T05:30:00.000Z"},
		{`new Date('2024-07-01T12:00').toISOString()`, "2024-07-01T16:00:00.000Z"},
		{`new Date('2024-07-01').toDateString()`, "Sun Jun 30 2024"},
		{`String(new Date(String(new Date(1720000000000))).getTime())`, "1720000000000"},
		{`process.env.TZ = 'Asia/Kolkata'; String(new Date(0).getTimezoneOffset())`, "-330"},
		{`process.env.TZ = 'No/Where'; String(new Date(0).getTimezoneOffset())`, "0"},
	} {
		if got := eval(t, r, c.source); got != c.want {
			t.Errorf("%s is %v, not %s", c.source, got, c.want)
		}
	}
}
