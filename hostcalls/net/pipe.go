package net

import (
	"io"
	"sync"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi/errno"
)

// pipeMax is how much may wait in a pipe, either way, before who brings more waits.
const pipeMax = 64 << 10

// pipe is a connection whose other end is JavaScript: what is fed is read, what is
// written is drained. TLS over streams that are no sockets goes over it.
//
// It does not keep the loop alive by itself: nobody may ever feed it. What it does
// with what it was fed is waited for by settle, which does.
type pipe struct {
	mu    sync.Mutex
	moved sync.Cond
	in    []byte
	inEnd bool
	out   []byte

	outEnd, closed    bool
	feeding, draining bool
	active            int // goroutines at work that do not wait for JavaScript
	readers, writers  int // those that do
}

// enter and leave are around what uses a pipe, or nothing, from a goroutine.
func (p *pipe) enter() {
	if p != nil {
		p.activate(1)
	}
}

func (p *pipe) leave() {
	if p != nil {
		p.activate(-1)
	}
}

func (p *pipe) activate(n int) {
	p.mu.Lock()
	p.active += n
	p.moved.Broadcast()
	p.mu.Unlock()
}

// wait waits for JavaScript, as one of who. It is called with the lock held.
func (p *pipe) wait(who *int) {
	p.active--
	*who++
	p.moved.Broadcast()
	p.moved.Wait()
	*who--
	p.active++
}

// busy says whether something goes on that does not wait for JavaScript. It is
// called with the lock held.
func (p *pipe) busy() bool {
	return p.active > 0 || p.draining && len(p.out) > 0 || // and those who are about to wake up
		p.readers > 0 && (len(p.in) > 0 || p.inEnd) || p.writers > 0 && len(p.out) < pipeMax
}

func createPipe(c *call) (int, error) {
	k := &conn{handle: c.Loop().NewHandle("TCPSocketWrap"), pipe: &pipe{}}
	k.pipe.moved.L = &k.pipe.mu
	k.handle.Unref()
	return c.Resources().AddHandle(k, k.handle), nil
}

func (p *pipe) ReadReady(buffer func() []byte, _ func([]byte)) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.in) == 0 && !p.inEnd && !p.closed {
		p.wait(&p.readers)
	}
	switch {
	case p.closed:
		return nil, errno.EPIPE
	case len(p.in) == 0:
		return nil, io.EOF
	}
	b := buffer()
	n := copy(b, p.in)
	p.in = p.in[n:]
	p.moved.Broadcast()
	return b[:n], nil
}

func (p *pipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	done := 0
	for len(b) > 0 {
		for len(p.out) >= pipeMax && !p.outEnd && !p.closed {
			p.wait(&p.writers)
		}
		n := p.take(b)
		if n == 0 {
			return done, errno.EPIPE
		}
		b, done = b[n:], done+n
	}
	return done, nil
}

// TryWrite takes what there is room for.
func (p *pipe) TryWrite(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.outEnd || p.closed {
		return 0, errno.EPIPE
	}
	return p.take(b), nil
}

func (p *pipe) take(b []byte) int {
	if p.outEnd || p.closed {
		return 0
	}
	b = b[:min(len(b), max(pipeMax-len(p.out), 0))]
	p.out = append(p.out, b...)
	p.moved.Broadcast()
	return len(b)
}

func (p *pipe) CloseWrite() error {
	p.mu.Lock()
	p.outEnd = true
	p.moved.Broadcast()
	p.mu.Unlock()
	return nil
}

func (p *pipe) Close() error {
	p.mu.Lock()
	p.closed, p.in, p.out = true, nil, nil
	p.moved.Broadcast()
	p.mu.Unlock()
	return nil
}

func piped(c *call, id int) (*conn, *pipe, error) {
	k, err := hostcalls.Get[*conn](c.Resources(), id)
	if err == nil && k.pipe == nil {
		err = errno.EBADF
	}
	if err != nil {
		return nil, nil, err
	}
	return k, k.pipe, nil
}

func (p *pipe) once(flag *bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if *flag {
		return errno.EALREADY
	}
	*flag = true
	return nil
}

// feed brings what is to be read. It ends when it was, and when what comes of it
// is on its way.
func feed(c *call, done *hostcalls.Completion[none], id int, data []byte) error {
	_, p, err := piped(c, id)
	if err == nil {
		err = p.once(&p.feeding)
	}
	if err != nil {
		return failed("write", err)
	}
	p.mu.Lock()
	p.in = append(p.in, data...)
	p.moved.Broadcast()
	p.mu.Unlock()
	hostcalls.Recycle(data)
	go func() {
		p.settle(&p.feeding)
		done.Resolve(none{})
	}()
	return nil
}

// settle ends when nothing goes on that does not wait for JavaScript.
func settle(c *call, done *hostcalls.Completion[none], id int) error {
	_, p, err := piped(c, id)
	if err != nil {
		return failed("read", err)
	}
	go func() {
		p.settle(new(bool))
		done.Resolve(none{})
	}()
	return nil
}

func (p *pipe) settle(flag *bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.closed && (len(p.in) >= pipeMax || p.busy()) {
		p.moved.Wait()
	}
	*flag = false
}

// feedEnd says that there is nothing more to be read.
func feedEnd(c *call, id int) (none, error) {
	_, p, err := piped(c, id)
	if err == nil {
		p.mu.Lock()
		p.inEnd = true
		p.moved.Broadcast()
		p.mu.Unlock()
	}
	return none{}, err
}

// drain hands out what was written, and null at the end.
func drain(c *call, done *hostcalls.Completion[[]byte], id int) error {
	k, p, err := piped(c, id)
	if err == nil {
		err = p.once(&p.draining)
	}
	if err != nil {
		return failed("read", err)
	}
	done.Own(k.handle)
	go func() {
		p.mu.Lock()
		for len(p.out) == 0 && !p.outEnd && !p.closed {
			p.moved.Wait()
		}
		b := p.out
		p.out, p.draining = nil, false
		p.active++ // until JavaScript is sure to hear of it
		p.mu.Unlock()
		done.Resolve(b) // nil if nothing was left
		p.leave()
	}()
	return nil
}
