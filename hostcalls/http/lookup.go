package http

import (
	"context"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
)

// lookup finds the addresses of a name; family is 4, 6, or 0 for both.
func lookup(c *call, done *hostcalls.Completion[[]string], name string, family int) error {
	token, err := c.Host().Lookup(name)
	if err != nil {
		return err
	}
	network := map[int]string{4: "ip4", 6: "ip6"}[family]
	if network == "" {
		network = "ip"
	}
	ctx, cancel := context.WithCancel(context.Background())
	done.OnDrop(cancel)
	go func() {
		defer cancel()
		found, err := token.Addrs(ctx, network)
		if err != nil {
			done.Reject(err)
			return
		}
		list := []string{}
		for _, a := range found {
			list = append(list, a.String())
		}
		done.Resolve(list)
	}()
	return nil
}

// setAttempts says how many milliseconds one address of a name may keep the
// next waiting; 0 has only the first tried.
func setAttempts(c *call, milliseconds int32) (none, error) {
	c.Host().SetAttempts(time.Duration(milliseconds) * time.Millisecond)
	return none{}, nil
}
