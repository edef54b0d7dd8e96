package http

import (
	"context"
	"sync"
	"time"

	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/reactor"
	"github.com/wjs-run/wjs/wasi"
)

// event is what accept hands to JavaScript: a request, or the end of a
// connection of which JavaScript has seen a request.
type event struct {
	Conn int `json:"conn"`

	Dropped bool `json:"dropped,omitempty"` // a connection was one too many

	Closed bool   `json:"closed,omitempty"`
	Error  string `json:"error,omitempty"`

	ID      int      `json:"id,omitempty"`
	Method  string   `json:"method,omitempty"`
	URL     string   `json:"url,omitempty"`
	Version string   `json:"httpVersion,omitempty"`
	Headers []string `json:"rawHeaders,omitempty"`
	Body    bool     `json:"body,omitempty"`
	Chunked bool     `json:"chunked,omitempty"`
	Expect  bool     `json:"expect,omitempty"`

	Remote *endpoint `json:"remote,omitempty"`
	Local  *endpoint `json:"local,omitempty"`
}

type endpoint struct {
	Address string `json:"address"`
	Port    int    `json:"port"`
	Family  string `json:"family"`
}

// limits are what a server imposes on its clients; 0 is none. checking is the
// interval at which it looks whose time is up, 0 for at once.
type limits struct {
	headers, request, keepAlive, checking time.Duration

	fields, conns int
}

// occurrence is an event before it has numbers of the table.
type occurrence struct {
	event
	x *exchange
}

type server struct {
	handle   *reactor.Handle
	loop     *reactor.Loop
	table    *hostcalls.Resources
	id       int
	listener *wasi.Listener
	opened   time.Time
	headMax  int
	running  sync.WaitGroup

	mu      sync.Mutex
	limits  limits
	conns   map[int]*conn
	nextID  int
	queue   []occurrence // at most one request and one end a connection
	drops   bool         // the queue has a connection that was too many
	waiting *hostcalls.Completion[hostcalls.Later[*event]]
	closed  bool
}

// listened is the result of listen.
type listened struct {
	ID      int       `json:"id"`
	Address *endpoint `json:"address"`
}

// listen opens a server. The system chooses how many connections may wait.
func listen(c *call, host string, port int, backlog int, headMax int) (listened, error) {
	if port < 0 || port > 65535 || headMax < 1 || headMax > maxHeadSize {
		return listened{}, &hostcalls.TypeError{Message: "http.listen: bad port or header size", Code: "ERR_INVALID_ARG_VALUE"}
	}
	local, err := c.Host().Local("tcp", host, uint16(port))
	if err != nil {
		return listened{}, err
	}
	listener, err := local.Listen(context.Background())
	if err != nil {
		return listened{}, err
	}
	s := &server{
		handle: c.Loop().NewHandle("TCPServerWrap"), loop: c.Loop(), table: c.Resources(), listener: listener,
		opened: time.Now(), headMax: headMax, conns: map[int]*conn{},
	}
	s.id = c.Resources().AddHandle(s, s.handle)
	s.running.Add(1)
	go s.acceptAll()
	return listened{s.id, addressOf(listener.Addr())}, nil
}

// configure sets the limits: times in milliseconds, and how many fields a head
// and how many connections the server may have.
func configure(c *call, id, headers, request, keepAlive, checking, fields, conns int) (none, error) {
	s, err := hostcalls.Get[*server](c.Resources(), id)
	if err != nil {
		return none{}, err
	}
	ms := func(n int) time.Duration { return time.Duration(max(n, 0)) * time.Millisecond }
	s.mu.Lock()
	s.limits = limits{ms(headers), ms(request), ms(keepAlive), ms(checking), max(fields, 0), max(conns, 0)}
	s.mu.Unlock()
	return none{}, nil
}

func (s *server) current() limits {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limits
}

func (s *server) acceptAll() {
	defer s.running.Done()
	var pause time.Duration
	for {
		raw, err := s.listener.Accept()
		if err != nil {
			s.mu.Lock()
			closed := s.closed
			s.mu.Unlock()
			if closed {
				return
			}
			// Out of descriptors or over the quota: it will pass.
			pause = min(max(2*pause, 5*time.Millisecond), time.Second)
			time.Sleep(pause)
			continue
		}
		pause = 0
		sock, ok := raw.(*wasi.Conn)
		if !ok {
			raw.Close()
			continue
		}
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			raw.Close()
			return
		}
		if m := s.limits.conns; m > 0 && len(s.conns) >= m {
			if !s.drops {
				s.drops = true
				s.queue = append(s.queue, occurrence{event: event{Dropped: true, Remote: addressOf(sock.RemoteAddr()), Local: addressOf(sock.LocalAddr())}})
				s.pump()
			}
			s.mu.Unlock()
			raw.Close()
			continue
		}
		s.nextID++
		k := newConn(s, sock, s.nextID)
		s.conns[k.id] = k
		s.running.Add(1)
		s.mu.Unlock()
		go k.run()
	}
}

// accept hands out the next event, and null when the server is closed and its
// last connection has ended: its number is free then.
func accept(c *call, done *hostcalls.Completion[hostcalls.Later[*event]], id int) error {
	s, err := hostcalls.Get[*server](c.Resources(), id)
	if err != nil {
		return err
	}
	done.Own(s.handle)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = done
	done.OnDrop(func() {
		s.mu.Lock()
		if s.waiting == done {
			s.waiting = nil
		}
		s.mu.Unlock()
	})
	s.pump()
	return nil
}

// post queues an event. It may be called from any goroutine.
func (s *server) post(o occurrence) {
	s.mu.Lock()
	s.queue = append(s.queue, o)
	s.pump()
	s.mu.Unlock()
}

// pump answers a waiting accept. It is called with the lock held.
func (s *server) pump() {
	if s.waiting == nil {
		return
	}
	done := s.waiting
	switch {
	case len(s.queue) > 0:
		o := s.queue[0]
		s.queue = s.queue[1:]
		s.drops = s.drops && !o.Dropped
		s.waiting = nil
		done.Resolve(hostcalls.Later[*event]{
			Finish: func() (*event, error) { return s.deliver(o), nil },
			Drop:   func() {},
		})
	case s.closed && len(s.conns) == 0:
		s.waiting = nil
		done.Resolve(hostcalls.Later[*event]{Finish: func() (*event, error) {
			s.table.Remove(s.id)
			s.handle.Close(nil)
			return nil, nil
		}})
	}
}

// deliver runs on the goroutine that owns the isolate.
func (s *server) deliver(o occurrence) *event {
	e := o.event
	if o.x != nil {
		o.x.handle = s.loop.NewHandle("TCPSocketWrap")
		o.x.handle.Start()
		o.x.id = s.table.AddHandle(o.x, o.x.handle)
		e.ID = o.x.id
	}
	return &e
}

// forget takes a connection that has ended out of the list.
func (s *server) forget(k *conn, seen bool, cause string) {
	s.mu.Lock()
	delete(s.conns, k.id)
	if seen {
		s.queue = append(s.queue, occurrence{event: event{Conn: k.id, Closed: true, Error: cause}})
	}
	s.pump()
	s.mu.Unlock()
}

// stop ends listening, and all connections or those that are idle.
func (s *server) stop(listening, all bool) {
	s.mu.Lock()
	if listening {
		s.closed = true
	}
	var ends []*conn
	for _, k := range s.conns {
		if all || k.idle.Load() {
			ends = append(ends, k)
		}
	}
	s.pump()
	s.mu.Unlock()
	if listening {
		s.listener.Close()
	}
	for _, k := range ends {
		k.kill()
	}
}

// Close ends everything and waits for it.
func (s *server) Close() error {
	s.handle.Close(nil)
	s.stop(true, true)
	s.running.Wait()
	return nil
}

// closeServer stops listening and drops idle connections; accept goes on until
// the others have ended.
func closeServer(c *call, id int) (none, error) {
	s, err := hostcalls.Get[*server](c.Resources(), id)
	if err == nil {
		s.stop(true, false)
	}
	return none{}, err
}

func closeConnections(c *call, id int, all bool) (none, error) {
	s, err := hostcalls.Get[*server](c.Resources(), id)
	if err == nil {
		s.stop(false, all)
	}
	return none{}, err
}

func destroyConnection(c *call, id, conn int) (none, error) {
	s, err := hostcalls.Get[*server](c.Resources(), id)
	if err != nil {
		return none{}, err
	}
	s.mu.Lock()
	k := s.conns[conn]
	s.mu.Unlock()
	if k != nil {
		k.kill()
	}
	return none{}, nil
}

func connectionCount(c *call, id int) (int, error) {
	s, err := hostcalls.Get[*server](c.Resources(), id)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns), nil
}
