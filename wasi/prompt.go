package wasi

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// WithPrompt asks whoever sits at the terminal that is the guest's standard input
// and standard error, as Deno does. Where either is no terminal nobody is asked
// and what is not granted is denied.
//
// The guest owns that terminal too, so a question defends itself: what the guest
// has begun to write is ended and undone, its output is held back, nothing that
// was typed or sent by the terminal before the question counts as an answer, and
// resources are shown in ASCII with everything else escaped, so that no name can
// move the cursor, end the line or look like another.
func WithPrompt() Option {
	return func(d *draft) error { d.p.prompt = true; return nil }
}

// asks reports whether anybody can be asked.
func (h *Host) asks() bool { return h.policy.ask != nil || h.policy.prompt }

// question asks whoever is there.
func (h *Host) question(r Request) Decision {
	defer h.holdOutput()()
	if h.policy.ask != nil {
		return h.policy.ask(r)
	}
	in, out := h.stdio[0], h.stdio[2]
	if !in.IsTerminal() || !out.IsTerminal() {
		return DecideDeny
	}
	restore, err := in.lineMode()
	if err != nil {
		return DecideDeny
	}
	defer restore()
	return promptOn(out.w, r, in.askLine)
}

// calm takes back what a guest may have done to the terminal: it ends a control
// sequence that is open (CAN, ST), resets modes, colours, palette and character
// set, shows the cursor and begins a new line.
const calm = "\x18\x1b\\\x1b[!p\x1b[0m\x1b]104\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\\x1b(B\x0f\x1b[?25h\n"

// promptOn asks on a terminal; line reads what is typed after it was called.
func promptOn(out io.Writer, r Request, line func() (string, error)) Decision {
	what := map[Kind]string{
		KindRead: "read", KindWrite: "write", KindNet: "connect to", KindEnv: "see the environment variable",
		KindRun: "run", KindSys: "ask the system for",
	}[r.Kind]
	if r.Listen {
		what = "listen on"
	}
	fmt.Fprintf(out, "%swjs: the program wants to %s %s\n     (--allow-%s would allow it without asking)\n", calm, what, visible(r.Resource), r.Kind)
	for range 3 {
		fmt.Fprintf(out, "Allow? [y/n/A] (y = yes, this; n = no; A = yes, everything for --allow-%s) > ", r.Kind)
		answer, err := line()
		if err != nil {
			break
		}
		switch strings.TrimSpace(answer) {
		case "y", "Y":
			return DecideAllow
		case "A":
			return DecideAllowAll
		case "n", "N":
			return DecideDeny
		}
	}
	fmt.Fprint(out, "no answer: denied\n")
	return DecideDeny
}

// maxVisible bounds what is shown of a resource, so that a long one does not push
// the question off the screen.
const maxVisible = 400

// visible shows a resource in ASCII, with everything else escaped.
func visible(resource string) string {
	if n := len(resource); n > maxVisible {
		return fmt.Sprintf("%s and so on, %d bytes in all, to %s",
			strconv.QuoteToASCII(resource[:maxVisible/2]), n, strconv.QuoteToASCII(resource[n-maxVisible/4:]))
	}
	return strconv.QuoteToASCII(resource)
}

// askLine reads a line that is not for the guest. A read of the guest's that is
// waiting already would get it first, and hands it over.
func (s *Stream) askLine() (string, error) {
	s.flushInput()
	given := make(chan []byte)
	s.mu.Lock()
	s.given = given
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.given = nil
		s.mu.Unlock()
	}()
	var text []byte
	for len(text) < 1024 && !strings.ContainsAny(string(text), "\r\n") {
		if s.turn.TryLock() { // nobody else is reading
			buf := make([]byte, 256)
			n, err := s.r.Read(buf)
			s.turn.Unlock()
			if n == 0 || err != nil {
				return "", io.EOF
			}
			text = append(text, buf[:n]...)
			continue
		}
		select {
		case b := <-given:
			if len(b) == 0 {
				return "", io.EOF
			}
			text = append(text, b...)
		case <-time.After(20 * time.Millisecond): // the reader may be done by now
		}
	}
	return string(text), nil
}

// divert hands what was read to a question that waits for it.
func (s *Stream) divert(p []byte) bool {
	s.mu.Lock()
	given := s.given
	s.mu.Unlock()
	if given == nil {
		return false
	}
	select {
	case given <- append([]byte(nil), p...):
		return true
	case <-time.After(time.Second): // the question has its answer
		return false
	}
}
