package hostcalls

import "strings"

// maxSources bounds the program texts that an isolate keeps for its messages,
// in bytes.
const maxSources = 16 << 20

type sourcesKey struct{}

// sources are the texts of what was loaded, as they were before any transform.
type sources struct {
	texts map[string]string
	order []string // oldest first
	bytes int
	maps  bool
}

func (e *Env) sources() *sources {
	return State(e, sourcesKey{}, func() *sources { return &sources{texts: map[string]string{}} })
}

// RememberSource keeps the text of a file, under the name that stacks show, so
// that messages can quote its lines. Loading a file again replaces its text.
// When there are too many the oldest are forgotten; a text that is too large by
// itself is not kept.
func (e *Env) RememberSource(file, text string) {
	s := e.sources()
	if old, ok := s.texts[file]; ok {
		s.bytes -= len(old)
		delete(s.texts, file)
		s.forget(file)
	}
	if len(text) > maxSources {
		return
	}
	for s.bytes+len(text) > maxSources {
		oldest := s.order[0]
		s.order = s.order[1:]
		s.bytes -= len(s.texts[oldest])
		delete(s.texts, oldest)
	}
	s.texts[file] = text
	s.order = append(s.order, file)
	s.bytes += len(text)
}

func (s *sources) forget(file string) {
	for i, name := range s.order {
		if name == file {
			s.order = append(s.order[:i], s.order[i+1:]...)
			return
		}
	}
}

// SourceLine is a line, counted from 1, of what RememberSource was given, without
// its end; false if the file or the line is not known.
func (e *Env) SourceLine(file string, line int) (string, bool) {
	text, ok := e.sources().texts[file]
	if !ok || line < 1 {
		return "", false
	}
	for ; line > 1; line-- {
		if _, text, ok = strings.Cut(text, "\n"); !ok {
			return "", false
		}
	}
	text, _, _ = strings.Cut(text, "\n")
	return strings.TrimSuffix(text, "\r"), true
}

// SourceMaps says whether stacks are to be mapped back to the sources of
// transformed files, as process.setSourceMapsEnabled has decided.
func (e *Env) SourceMaps() bool { return e.sources().maps }

// SetSourceMaps decides it.
func (e *Env) SetSourceMaps(on bool) { e.sources().maps = on }
