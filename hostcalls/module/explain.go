package module

import "github.com/wjs-run/wjs/hostcalls"

// describe(file, line, column, what) → the words that V8 has for what stands
// there, or an empty text where the source cannot tell: what is "call",
// "iterate", "destructure" or "member".
func describe(c *hostcalls.Call, file string, line, column int, what string) (string, error) {
	a := analyse(c, file)
	if a == nil {
		return "", nil
	}
	return a.program.describe(offsetOf(a.text, line, column), what), nil
}

func (p *program) describe(offset int, what string) string {
	if offset < 0 {
		return ""
	}
	switch what {
	case "call":
		return p.describeCall(offset)
	case "iterate":
		if words := p.iteratedAt(offset); words != "" {
			return words + " is not iterable"
		}
	case "destructure":
		if property, words := p.destructuredAt(offset); property != "" && words != "" {
			value := "undefined"
			if words == "null" {
				value = words
			}
			return "Cannot destructure property '" + property + "' of '" + words + "' as it is " + value + "."
		}
	case "member":
		return p.memberAt(offset)
	}
	return ""
}

func (p *program) describeCall(offset int) string {
	words, construct := p.calleeAt(offset)
	switch {
	case words == "":
		return ""
	case construct:
		return words + " is not a constructor"
	}
	return words + " is not a function"
}

// memberAt is the name of the property at the offset, or an empty text.
func (p *program) memberAt(offset int) string {
	i := p.at(offset)
	switch {
	case i < 0:
		return ""
	case p.is(i-1, ".") || p.is(i-1, "?."):
		return p.text(i)
	case p.is(i, "."):
		return p.text(i + 1)
	}
	return ""
}
