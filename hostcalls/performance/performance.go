// Package performance is the clock of node:perf_hooks and what it tells of the
// loop. All times are as fine as the policy grants.
package performance

import (
	"time"

	"github.com/wjs-run/wjs/hostcalls"
)

type call = hostcalls.Call

// Milestone is a stage of an isolate's life, for performance.nodeTiming.
type Milestone int

// The milestones in the order in which JavaScript takes them.
const (
	NodeStart Milestone = iota
	EngineStart
	Environment
	LoopStart
	LoopExit
	BootstrapComplete
	milestones
)

type stagesKey struct{}

type stages struct {
	at     [milestones]float64
	origin float64 // 0: not asked for yet
}

func stagesOf(env *hostcalls.Env) *stages {
	return hostcalls.State(env, stagesKey{}, func() *stages {
		s := &stages{}
		for m := LoopStart; m < milestones; m++ {
			s.at[m] = -1
		}
		return s
	})
}

// Mark notes that the milestone is reached now; the first time counts, except
// for LoopExit. What stands before the loop is at the time origin unless it was
// marked, the rest is not reached. It belongs to the goroutine that owns the
// isolate.
func Mark(env *hostcalls.Env, m Milestone) {
	if s := stagesOf(env); s.at[m] <= 0 || m == LoopExit {
		s.at[m] = milliseconds(env.Host().Monotonic())
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Binding makes the binding "performance".
func Binding() *hostcalls.Binding {
	b := hostcalls.New("performance")
	hostcalls.Op0(b.Owns(), "now", func(c *call) (float64, error) { return milliseconds(c.Host().Monotonic()), nil })
	hostcalls.Op0(b.Owns(), "timeOrigin", timeOrigin)
	hostcalls.Op0(b, "milestones", func(c *call) ([]float64, error) {
		at := stagesOf(c.Env()).at
		return at[:], nil
	})
	hostcalls.Op0(b.Owns(), "loopIdleTime", loopIdleTime)
	hostcalls.Op0(b, "loopMetrics", loopMetrics)
	return b
}

// timeOrigin is worked out once: the clock of the day may be set meanwhile.
func timeOrigin(c *call) (float64, error) {
	s := stagesOf(c.Env())
	if s.origin == 0 {
		h := c.Host()
		origin := h.Now().Add(-h.Monotonic())
		s.origin = float64(origin.UnixNano()/1000) / 1000
	}
	return s.origin, nil
}

func loopIdleTime(c *call) (float64, error) {
	idle := c.Loop().IdleTime()
	return milliseconds(idle - idle%c.Host().ClockResolution()), nil
}

// loopMetrics: turns, events, events that were waiting.
func loopMetrics(c *call) ([]float64, error) {
	s := c.Loop().Stats()
	return []float64{float64(s.Turns), float64(s.Events), float64(s.EventsWaiting)}, nil
}
