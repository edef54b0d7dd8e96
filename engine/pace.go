package engine

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// Pace lets Go code be ended that works for the guest through input of any
// length. It is told how much was done and polls now and then, as Isolate.Poll
// does: it may not return, and the caller must hold no lock then and own nothing
// that has to be freed. Outside of a call of the guest, and if it is nil, it
// never polls. It belongs to the goroutine that owns the isolate.
type Pace struct {
	iso  *Isolate
	done int
}

// paceStep is how many bytes are dealt with between two polls. Even where each
// takes some 50 ns that is a few milliseconds.
const paceStep = 64 << 10

// Pace is the isolate's one pace.
func (iso *Isolate) Pace() *Pace { return &iso.pace }

// Did counts n bytes, or as much work as those are.
func (p *Pace) Did(n int) {
	if p != nil {
		if p.done += n; p.done >= paceStep {
			p.poll()
		}
	}
}

//go:noinline
func (p *Pace) poll() {
	p.done = 0
	if p.iso.depth > 0 {
		p.iso.poll(false)
	}
}

// Pieces are the starts and ends of the pieces in which n bytes are dealt with,
// for a loop that would be slower if it counted each.
func (p *Pace) Pieces(n int) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		for start := 0; start < n; start += paceStep {
			end := min(start+paceStep, n)
			if !yield(start, end) {
				return
			}
			p.Did(end - start)
		}
	}
}

// Next counts the piece that begins at i of n bytes, before it is dealt with, and
// returns where it ends: Pieces for the inner loops that are to be fastest.
func (p *Pace) Next(i, n int) int {
	end := min(i+paceStep, n)
	p.Did(end - i)
	return end
}

// Copy is copy, for memory that does not overlap.
func (p *Pace) Copy(dst, src []byte) int {
	n := min(len(dst), len(src))
	for start, end := range p.Pieces(n) {
		copy(dst[start:end], src[start:end])
	}
	return n
}

// Text is string(b).
func (p *Pace) Text(b []byte) string {
	if len(b) <= paceStep {
		return string(b)
	}
	var text strings.Builder
	text.Grow(len(b))
	for start, end := range p.Pieces(len(b)) {
		text.Write(b[start:end])
	}
	return text.String()
}

// ValidString is utf8.ValidString.
func (p *Pace) ValidString(text string) bool {
	for len(text) > paceStep {
		n := paceStep
		for n > paceStep-utf8.UTFMax && !utf8.RuneStart(text[n]) {
			n--
		}
		if !utf8.ValidString(text[:n]) {
			return false
		}
		text = text[n:]
		p.Did(n)
	}
	return utf8.ValidString(text)
}
