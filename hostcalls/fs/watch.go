package fs

import (
	"context"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
)

func addWatch(b *hostcalls.Binding) {
	hostcalls.Op1(b.Asks(wasi.KindRead), "watch", startWatch)
	hostcalls.Async1(b.Holds(), "watchNext", watchNext)
	hostcalls.Op1(b.Holds(), "watchClose", func(c *call, id int) (none, error) {
		w, err := hostcalls.Get[*watch](c.Resources(), id)
		if err != nil {
			return none{}, badDescriptor("watch")
		}
		c.Resources().Remove(id)
		return none{}, w.Close()
	})
}

// watch is the resource.
type watch struct {
	*wasi.Watch
	handle *reactor.Handle
}

func (w *watch) Close() error {
	err := w.Watch.Close()
	w.handle.Close(nil)
	return err
}

// watch(path) → number; ENOTSUP where nothing tells of changes.
func startWatch(c *call, path string) (int, error) {
	p, err := c.Host().Path(path, wasi.Read)
	if err != nil {
		return 0, err
	}
	w, err := p.Watch()
	if err != nil {
		return 0, err
	}
	h := c.Loop().NewHandle("FSEventWrap")
	return c.Resources().AddHandle(&watch{w, h}, h), nil
}

// watchNext(number) → [type, name, …], where the name of what is watched itself
// is empty; null when the watch is closed.
func watchNext(c *call, done *hostcalls.Completion[any], id int) error {
	w, err := hostcalls.Get[*watch](c.Resources(), id)
	if err != nil {
		return badDescriptor("watch")
	}
	ctx, cancel := context.WithCancel(context.Background())
	done.Own(w.handle)
	done.OnDrop(cancel)
	go func() {
		defer cancel()
		var list []string
		for _, change := range w.Next(ctx) {
			if change.Content {
				list = append(list, "change", change.Name)
			}
			if change.Entry {
				list = append(list, "rename", change.Name)
			}
		}
		if list == nil {
			done.Resolve(nil)
		} else {
			done.Resolve(list)
		}
	}()
	return nil
}
