// A Go program that runs scripts of its users: they call Go functions, see
// nothing of the machine, and end when their time is up.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"runtime"
	"strings"
	"time"

	"github.com/wjs-run/wjs"
)

const script = `
	async function report(names) {
		const prices = await Promise.all(names.map((name) => lookup(name)));
		const total = prices.reduce((a, b) => a + b, 0);
		return { text: shout(names.join(' and ')), total };
	}
	report(['tea', 'bread'])
`

var prices = map[string]float64{"tea": 2.5, "bread": 3.25}

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	r, err := wjs.New(ctx, wjs.Options{Limits: wjs.Limits{Memory: 64 << 20, Timeout: 500 * time.Millisecond}})
	if err != nil {
		return err
	}
	defer r.Close()

	// The script waits for a function, and goes on beside an async one.
	if err := r.SetFunc("shout", func(_ context.Context, args []any) (any, error) {
		s, ok := args[0].(string)
		if !ok {
			return nil, &wjs.Error{Name: "TypeError", Message: "shout wants a string"}
		}
		return strings.ToUpper(s), nil
	}); err != nil {
		return err
	}
	if err := r.SetAsyncFunc("lookup", func(ctx context.Context, args []any) (any, error) {
		select { // something slow
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		price, ok := prices[fmt.Sprint(args[0])]
		if !ok {
			return nil, fmt.Errorf("no price for %v", args[0])
		}
		return price, nil
	}); err != nil {
		return err
	}

	value, err := r.Eval(ctx, script)
	if err != nil {
		return err
	}
	fmt.Println("report:", value)

	_, err = r.Eval(ctx, "lookup('gold')")
	fmt.Println("a Go error:", err)
	_, err = r.Eval(ctx, "process.getBuiltinModule('fs').readFileSync('/etc/passwd')")
	var js *wjs.Error
	fmt.Println("a denial:", errors.As(err, &js) && js.Code == "ERR_ACCESS_DENIED")

	return deadline(ctx, r)
}

// deadline runs a script that never ends while this goroutine goes on.
func deadline(ctx context.Context, r *wjs.Runtime) error {
	start, done := time.Now(), make(chan error, 1)
	go func() { _, err := r.Eval(ctx, "while (true) {}"); done <- err }()
	ticks := 0
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		select {
		case <-tick.C:
			ticks++
			runtime.GC() // collections go on too
		case err := <-done:
			tick.Stop()
			var timeout *wjs.TimeoutError
			if !errors.As(err, &timeout) {
				return fmt.Errorf("the script ended with %w", err)
			}
			fmt.Println("the deadline held:", time.Since(start) < time.Second)
			fmt.Println("other goroutines went on:", ticks >= 10)
			_, err = r.Eval(ctx, "1")
			fmt.Println("afterwards:", err)
			return nil
		}
	}
}
