package reactor_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/wjs-run/wjs/reactor"
)

// BenchmarkPost is a post from the owner to itself: the cost of a turn.
func BenchmarkPost(b *testing.B) {
	b.ReportAllocs()
	l := reactor.New(reactor.Options{})
	defer l.Close()
	n := b.N
	var again func()
	again = func() {
		if n--; n > 0 {
			l.Post(again)
		}
	}
	l.Post(again)
	l.Run(bg)
}

// BenchmarkBurst is 1000 posts in one poll.
func BenchmarkBurst(b *testing.B) {
	b.ReportAllocs()
	l := reactor.New(reactor.Options{})
	defer l.Close()
	fn := func() {}
	for b.Loop() {
		for range 1000 {
			l.Post(fn)
		}
		l.Run(bg)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/post")
}

// BenchmarkPostRoundTrip is a post from another goroutine to a parked loop, and
// the answer.
func BenchmarkPostRoundTrip(b *testing.B) {
	b.ReportAllocs()
	l := reactor.New(reactor.Options{})
	l.NewHandle("h").Start()
	done := make(chan error)
	go func() { done <- l.Run(bg) }()
	answer := make(chan bool)
	fn := func() { answer <- true }
	for b.Loop() {
		l.Post(fn)
		<-answer
	}
	l.Close()
	<-done
}

// BenchmarkRequest is Begin, Complete and the callback on the owner.
func BenchmarkRequest(b *testing.B) {
	b.ReportAllocs()
	l := reactor.New(reactor.Options{})
	defer l.Close()
	n := b.N
	var again func()
	again = func() {
		if n--; n > 0 {
			must(l.Begin("R", nil, nil)).Complete(again)
		}
	}
	l.Post(again)
	l.Run(bg)
}

type benchJob struct {
	l *reactor.Loop
	n int
}

func (j *benchJob) Work() {}
func (j *benchJob) Drop() {}
func (j *benchJob) Run() {
	if j.n--; j.n > 0 {
		must(j.l.Submit("W", nil, j))
	}
}

// BenchmarkWork is a job to the pool and back, one at a time: the latency that
// an asynchronous file operation adds.
func BenchmarkWork(b *testing.B) {
	b.ReportAllocs()
	l := reactor.New(reactor.Options{})
	defer l.Close()
	must(l.Submit("W", nil, &benchJob{l, b.N}))
	l.Run(bg)
}

// BenchmarkWorkParallel keeps 64 jobs under way.
func BenchmarkWorkParallel(b *testing.B) {
	b.ReportAllocs()
	l := reactor.New(reactor.Options{})
	defer l.Close()
	for range 64 {
		must(l.Submit("W", nil, &benchJob{l, b.N/64 + 1}))
	}
	l.Run(bg)
}

// BenchmarkImmediates is a turn that neither blocks nor polls anything.
func BenchmarkImmediates(b *testing.B) {
	b.ReportAllocs()
	n := b.N
	var l *reactor.Loop
	l = reactor.New(reactor.Options{Immediates: func() {
		if n--; n <= 0 {
			l.SetImmediatesPending(false)
		}
	}})
	defer l.Close()
	l.SetImmediatesPending(true)
	l.Run(bg)
}

// BenchmarkTimerDue is a turn with a timer that is due.
func BenchmarkTimerDue(b *testing.B) {
	b.ReportAllocs()
	n := b.N
	var l *reactor.Loop
	l = reactor.New(reactor.Options{Timers: func(time.Duration) {
		if n--; n > 0 {
			l.ArmTimer(0)
		}
	}})
	defer l.Close()
	l.ArmTimer(0)
	l.Run(bg)
}

// BenchmarkIdleLoop reports what a loop costs that nobody runs.
func BenchmarkIdleLoop(b *testing.B) {
	b.ReportAllocs()
	pool := reactor.NewPool(0, 0)
	goroutines := runtime.NumGoroutine()
	loops := make([]*reactor.Loop, 0, 1024)
	for b.Loop() {
		l := reactor.New(reactor.Options{Pool: pool})
		l.NewHandle("h").Start()
		l.ArmTimer(time.Hour)
		l.RunNoWait()
		if len(loops) < cap(loops) {
			loops = append(loops, l)
		}
	}
	b.ReportMetric(float64(runtime.NumGoroutine()-goroutines), "goroutines")
}
