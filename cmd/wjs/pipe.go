package main

import (
	"bufio"
	"io"
	"strings"

	"github.com/wjs-run/wjs"
)

// pipe reads texts from what is no terminal: lines are joined while the session
// says that they are not finished.
type pipe struct {
	in *bufio.Scanner
	s  *wjs.Session
}

func newLines(r io.Reader) *bufio.Scanner {
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<26)
	return in
}

// Readline returns the next text, or io.EOF.
func (p *pipe) Readline() (string, error) {
	var text []string
	for p.in.Scan() {
		text = append(text, p.in.Text())
		if joined := strings.Join(text, "\n"); !p.s.Unfinished(joined) {
			return joined, nil
		}
	}
	if len(text) > 0 {
		return strings.Join(text, "\n"), nil
	}
	if err := p.in.Err(); err != nil {
		return "", err
	}
	return "", io.EOF
}
