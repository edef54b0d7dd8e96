package clocktest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/wjs-run/wjs/reactor/clocktest"
)

func TestAdvanceRingsInOrder(t *testing.T) {
	c := clocktest.New()
	type ring struct {
		name string
		at   time.Duration
	}
	var got []ring
	set := func(name string, d time.Duration) {
		c.NewAlarm(func() { got = append(got, ring{name, c.Now()}) }).Set(d)
	}
	set("late", 30)
	set("tie-1", 20)
	set("early", 10)
	set("tie-2", 20)
	stopped := c.NewAlarm(func() { t.Error("a stopped alarm rang") })
	stopped.Set(15)
	stopped.Stop()
	moved := c.NewAlarm(func() { got = append(got, ring{"moved", c.Now()}) })
	moved.Set(5)
	moved.Set(25)
	if n := c.Alarms(); n != 5 {
		t.Errorf("%d alarms set, want 5", n)
	}
	c.Advance(9)
	c.Advance(11)
	c.Advance(100)
	want := []ring{{"early", 10}, {"tie-1", 20}, {"tie-2", 20}, {"moved", 25}, {"late", 30}}
	if !slices.Equal(got, want) {
		t.Errorf("rang %v, want %v", got, want)
	}
	if c.Now() != 120 || c.Alarms() != 0 {
		t.Errorf("at %d with %d alarms, want 120, 0", c.Now(), c.Alarms())
	}
}

func TestAlarmSetWhileRinging(t *testing.T) {
	c := clocktest.New()
	var at []time.Duration
	var ring func()
	a := c.NewAlarm(func() { ring() })
	ring = func() {
		if at = append(at, c.Now()); len(at) < 3 {
			a.Set(10)
		}
	}
	a.Set(10)
	c.Advance(25)
	if want := []time.Duration{10, 20}; !slices.Equal(at, want) {
		t.Errorf("rang at %v, want %v", at, want)
	}
}

func TestJumping(t *testing.T) {
	c := clocktest.NewJumping()
	rang := false
	c.NewAlarm(func() { rang = true }).Set(time.Hour)
	if !rang || c.Now() != time.Hour {
		t.Errorf("rang %v at %v, want true at 1h", rang, c.Now())
	}
}
