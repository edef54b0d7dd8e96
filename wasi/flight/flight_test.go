package flight

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// Many wait for one flight; who gives up loses nothing, and the next flight begins
// when the one before has been used up.
func TestFlight(t *testing.T) {
	var (
		mu     sync.Mutex
		f      Flight
		there  int
		begun  int
		source = make(chan int)
	)
	ready := func() bool { return there > 0 }
	begin := func() {
		n := <-source
		mu.Lock()
		defer mu.Unlock()
		begun++
		there += n
		f.Land()
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 3 {
		if err := f.Wait(gone, &mu, ready, begin); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	for round := 1; round < 4; round++ {
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				if err := f.Wait(t.Context(), &mu, ready, begin); err != nil {
					t.Error(err)
				}
			})
		}
		source <- 1
		all.Wait()
		mu.Lock()
		if begun != round || there != 1 {
			t.Errorf("%d flights brought %d", begun, there)
		}
		there = 0
		mu.Unlock()
	}
}
