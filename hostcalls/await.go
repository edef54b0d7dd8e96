package hostcalls

import "time"

// awaitPoll is how late an isolate may notice in Await that its time is up.
const awaitPoll = 2 * time.Millisecond

// Await takes from ch what another goroutine is busy with that cannot be
// interrupted, such as a compiler. It polls meanwhile, with the isolate's Poll, and
// does not return if that does not: the other goroutine must be able to go on.
func Await[T any](poll func(), ch <-chan T) T {
	select {
	case v := <-ch:
		return v
	default:
	}
	tick := time.NewTicker(awaitPoll)
	defer tick.Stop()
	for {
		select {
		case v := <-ch:
			return v
		case <-tick.C:
			poll()
		}
	}
}
