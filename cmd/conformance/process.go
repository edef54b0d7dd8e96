package main

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"sync"
	"time"
)

// program is one process to run.
type program struct {
	path  string
	args  []string
	dir   string
	env   []string
	limit time.Duration
}

// outcome is how it ended.
type outcome struct {
	code    int // -1 for a signal
	timeout bool
	output  []byte // both streams, the end of them
}

// kept is how much of a program's output is kept: its end tells most.
const kept = 16 << 20

// tail keeps the last bytes that were written to it.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p...)
	if over := len(t.buf) - kept; over > kept {
		t.buf = bytes.Clone(t.buf[over:])
	}
	return len(p), nil
}

// run runs p and waits for its end; a process that outlives its limit is killed.
func (p program) run() outcome {
	ctx, cancel := context.WithTimeout(context.Background(), p.limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.path, p.args...)
	cmd.Dir, cmd.Env = p.dir, p.env
	cmd.WaitDelay = time.Second // for children that hold the pipes
	var out tail
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	o := outcome{timeout: ctx.Err() != nil, output: out.buf}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		o.code = exit.ExitCode()
	} else if err != nil && cmd.ProcessState == nil {
		o.code, o.output = -1, append(o.output, err.Error()...)
	}
	return o
}

// each calls do for every item, n at a time, in order of start.
func each[T any](items []T, n int, do func(int, T)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range n {
		wg.Go(func() {
			for i := range next {
				do(i, items[i])
			}
		})
	}
	for i := range items {
		next <- i
	}
	close(next)
	wg.Wait()
}
