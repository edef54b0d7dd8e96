package reactor_test

import (
	"context"
	"fmt"
	"time"

	"github.com/wjs-run/wjs/reactor"
)

// A program is a loop, hooks for its timers and immediates, and requests that
// other goroutines complete.
func Example() {
	var loop *reactor.Loop
	loop = reactor.New(reactor.Options{
		Timers:     func(time.Duration) { fmt.Println("timeout") },
		Immediates: func() { fmt.Println("immediate"); loop.SetImmediatesPending(false) },
	})
	defer loop.Close()

	read, err := loop.Begin("FSReqCallback", nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	go read.Complete(func() {
		fmt.Println("read")
		loop.ArmTimer(0)
		loop.SetImmediatesPending(true)
	})

	fmt.Println(loop.Run(context.Background()))
	// Output:
	// read
	// immediate
	// timeout
	// <nil>
}
