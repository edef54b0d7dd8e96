package wjs

import (
	"context"
	"errors"

	"github.com/wjs-run/wjs/engine"
)

// Session is an interactive use of a runtime: what a REPL is made of.
type Session struct{ r *Runtime }

// Answer is what came of a line: Text is to be printed. More says that the text
// is not finished and wants further lines.
type Answer struct {
	Text  string
	More  bool
	Error bool // Text shows an error
}

// NewSession begins a session. Colors says whether values are shown in colours.
func (r *Runtime) NewSession(ctx context.Context, colors bool) (*Session, error) {
	err := r.do(ctx, func(context.Context) error {
		if err := r.prepare(""); err != nil {
			return err
		}
		v, err := r.callModuleGo("internal/main/repl", "start", colors)
		r.iso.Free(v)
		return r.fromJS(err)
	})
	return &Session{r: r}, err
}

// Eval evaluates a text, top-level await included.
func (s *Session) Eval(ctx context.Context, source string) (Answer, error) {
	x, err := s.r.await(ctx, libRunLine, func() ([]engine.Value, error) { return s.r.values(source) })
	if err != nil {
		return Answer{}, err
	}
	pair, _ := x.([]any)
	if len(pair) != 2 {
		return Answer{}, errors.New("wjs: the session gave no answer")
	}
	kind, _ := pair[0].(string)
	text, _ := pair[1].(string)
	return Answer{Text: text, More: kind == "more", Error: kind == "error"}, nil
}

// Complete returns the last word of the line and what it could become. It must
// be called while Idle runs, from another goroutine.
func (s *Session) Complete(line string) (word string, names []string) {
	_ = s.whileIdle(func() {
		v, err := s.r.callModuleGo("internal/main/repl", "complete", line)
		if err != nil {
			_ = s.r.fromJS(err)
			return
		}
		defer s.r.iso.Free(v)
		x, _ := s.r.toGo(v)
		pair, _ := x.([]any)
		if len(pair) != 2 {
			return
		}
		word, _ = pair[0].(string)
		list, _ := pair[1].([]any)
		for _, n := range list {
			name, _ := n.(string)
			names = append(names, name)
		}
	})
	return word, names
}

// Unfinished reports whether the text ends inside of brackets, a template or a
// comment. It must be called while Idle runs, from another goroutine.
func (s *Session) Unfinished(text string) (open bool) {
	_ = s.whileIdle(func() {
		v, err := s.r.callModuleGo("internal/main/repl_rewrite", "isOpen", text)
		if err != nil {
			_ = s.r.fromJS(err)
			return
		}
		open, _ = v.Bool()
	})
	return open
}

func (s *Session) whileIdle(f func()) error {
	done := make(chan struct{})
	if err := s.r.loop.PostTask(&posted{f, done}); err != nil {
		return err
	}
	<-done
	return nil
}

// posted is a function for the loop; whoever waits for it goes on even when the
// loop is closed first.
type posted struct {
	f    func()
	done chan struct{}
}

func (p *posted) Run()  { p.f(); close(p.done) }
func (p *posted) Drop() { close(p.done) }

// Idle lets timers and I/O go on until ready is closed.
func (s *Session) Idle(ctx context.Context, ready <-chan struct{}) error {
	return s.r.do(ctx, func(ctx context.Context) error {
		h := s.r.loop.NewHandle("REPL") // alive though nothing else may be
		h.Start()
		defer h.Close(nil)
		done := false
		go func() {
			<-ready
			_ = s.r.loop.Post(func() { done = true })
		}()
		return s.r.spin(ctx, func() bool { return done })
	})
}
