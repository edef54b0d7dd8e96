package wasi

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Decision is what somebody says to a request that the policy neither grants nor
// denies.
type Decision uint8

const (
	DecideDeny     Decision = iota // no, and the same is not asked again
	DecideAllow                    // what was asked for; a path with all that is below it
	DecideAllowAll                 // everything of the kind that is not denied
)

// WithAsk has fn asked for what nothing grants. Denials are not asked about:
// they hold; nor is what only AllowAll grants, or what a mount hides. A request
// names the place where links lead. fn is called for one request at a time, from
// whichever goroutine asks, which waits for it. The policy does not change by the
// answers: they are the host's, and end with it.
func WithAsk(fn func(Request) Decision) Option {
	return func(d *draft) error { d.p.ask = fn; return nil }
}

// answers is what was said so far.
type answers struct {
	asking sync.Mutex // held while somebody thinks

	mu    sync.RWMutex  // what follows
	since time.Time     // when the question was asked that waits for its answer
	taken time.Duration // by those before
	all   [kinds]bool
	items [kinds][]string
	net   []NetRule
	no    map[Request]bool
}

// ask turns a denial into an answer. item is what an answer of DecideAllow would
// grant.
func (h *Host) ask(err error, item string, listen bool) bool {
	d, ok := err.(*Denied)
	if !ok || !h.asks() || d.Rule != "" || d.Flag == flagAll || item == "" {
		return false
	}
	a := &h.answers
	a.asking.Lock()
	defer a.asking.Unlock()
	request := Request{Kind: d.Kind, Resource: item, Listen: listen}
	if yes, known := a.known(request); known { // somebody asked the same meanwhile
		return yes
	}
	a.begin()
	answer := h.question(request)
	a.end()
	a.mu.Lock()
	defer a.mu.Unlock()
	switch answer {
	case DecideAllowAll:
		a.all[d.Kind] = true
	case DecideAllow:
		if d.Kind == KindNet {
			rule, err := ParseNetRule(item)
			if err != nil {
				return false // nothing that could be granted by itself
			}
			rule.listen, rule.connect = listen, !listen
			a.net = append(a.net, rule)
		}
		a.items[d.Kind] = append(a.items[d.Kind], request.key())
	default:
		if a.no == nil {
			a.no = map[Request]bool{}
		}
		a.no[request] = true
		return false
	}
	return true
}

func (a *answers) begin() {
	a.mu.Lock()
	a.since = time.Now()
	a.mu.Unlock()
}

func (a *answers) end() {
	a.mu.Lock()
	a.taken += time.Since(a.since)
	a.since = time.Time{}
	a.mu.Unlock()
}

// thought is how long somebody has been asked so far.
func (a *answers) thought() time.Duration {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if a.since.IsZero() {
		return a.taken
	}
	return a.taken + time.Since(a.since)
}

// WithTimeout is context.WithTimeoutCause by a clock that stands still while
// somebody is asked: whoever thinks about an answer is not the guest's fault.
func (h *Host) WithTimeout(ctx context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc) {
	if !h.asks() {
		return context.WithTimeoutCause(ctx, d, cause)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	counted := h.answers.thought()
	var timer *time.Timer
	set := make(chan struct{})
	timer = time.AfterFunc(d, func() {
		<-set
		if thought := h.answers.thought(); thought > counted {
			// While a question is open this is a little more each time.
			more := max(thought-counted, time.Millisecond)
			counted = thought
			timer.Reset(more)
			return
		}
		cancel(cause)
	})
	close(set)
	return ctx, func() { timer.Stop(); cancel(nil) }
}

// known reports whether an earlier answer decides.
func (a *answers) known(r Request) (yes, known bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	switch {
	case a.all[r.Kind] && !changesProcess(r.Kind, r.Resource):
		return true, true
	case a.no[r]:
		return false, true
	}
	key := r.key()
	yes = slices.ContainsFunc(a.items[r.Kind], func(item string) bool {
		return item == key || r.Kind <= KindWrite && within(key, item)
	})
	return yes, yes
}

// key tells requests of one kind apart.
func (r Request) key() string {
	if r.Listen {
		return "listen:" + r.Resource
	}
	return r.Resource
}

// allows reports whether an answer grants the item.
func (a *answers) allows(k Kind, item string) bool {
	yes, _ := a.known(Request{Kind: k, Resource: item})
	return yes
}

// rules are the answers about the network; all says that there is no need of any.
func (a *answers) rules() (rules []NetRule, all bool) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.net, a.all[KindNet]
}

// holdOutput keeps the guest's output back while somebody reads a question.
func (h *Host) holdOutput() (release func()) {
	for fd := 1; fd <= 2; fd++ {
		h.stdio[fd].turn.Lock()
	}
	return func() {
		for fd := 1; fd <= 2; fd++ {
			h.stdio[fd].turn.Unlock()
		}
	}
}

// locate is Policy.locate with the answers.
func (h *Host) locate(name string, access Access, resource string) (*grant, error) {
	g, err := h.policy.locate(name, access, resource)
	if err == nil || !h.asks() {
		return g, err
	}
	if d := err.(*Denied); d.Rule != "" || d.Flag == flagAll || h.policy.mounted(name) {
		return nil, err
	}
	for k := KindRead; k <= KindWrite; k++ {
		if access&(1<<k) == 0 || h.answers.allows(k, name) {
			continue
		}
		if _, e := h.policy.locate(name, 1<<k, resource); e != nil {
			return nil, err
		}
	}
	return &h.policy.asked, nil
}

// allow asks whether name may be used for all of access; resource is what the
// error shall name.
func (h *Host) allow(name string, access Access, resource string) error {
	return h.decide(name, access, resource, h.ask)
}

// allowQuietly is allow where nobody is asked.
func (h *Host) allowQuietly(name string, access Access, resource string) error {
	return h.decide(name, access, resource, func(error, string, bool) bool { return false })
}

func (h *Host) decide(name string, access Access, resource string, ask func(err error, item string, listen bool) bool) error {
	for k := KindRead; k <= KindWrite; k++ {
		if access&(1<<k) == 0 {
			continue
		}
		_, err := h.locate(name, 1<<k, resource)
		if err != nil && !h.policy.mounted(name) && ask(err, name, false) {
			_, err = h.locate(name, 1<<k, resource)
		}
		h.policy.note(Request{Kind: k, Resource: resource, Allowed: err == nil})
		if err != nil {
			return err
		}
	}
	return nil
}

// mounted reports whether name is in something that hides the host's files.
func (p *Policy) mounted(name string) bool {
	return slices.ContainsFunc(p.grants, func(g grant) bool { return g.mount && within(name, g.guest) })
}

// check asks for something that has a name and tells the audit hook.
func (h *Host) check(k Kind, name string) error {
	err := h.named(k, name)
	if err != nil && h.ask(err, name, false) {
		err = nil
	}
	h.policy.note(Request{Kind: k, Resource: name, Allowed: err == nil})
	return err
}

// quiet is check where nobody is asked.
func (h *Host) quiet(k Kind, name string) error {
	err := h.named(k, name)
	h.policy.note(Request{Kind: k, Resource: name, Allowed: err == nil})
	return err
}

// named is what policy and answers say, and tells nobody.
func (h *Host) named(k Kind, name string) error {
	ok, rule := h.policy.names[k].allowed(k, name)
	if ok || rule == "" && h.answers.allows(k, name) {
		return nil
	}
	d := denied(k, name)
	d.Rule = rule
	return d
}
