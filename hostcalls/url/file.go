package url

// What is particular to file URLs: Windows drive letters.

// isDrive is for a letter and a colon or a bar.
func isDrive(s string) bool { return len(s) == 2 && isAlpha(s[0]) && (s[1] == ':' || s[1] == '|') }

func isNormalizedDrive(s string) bool { return isDrive(s) && s[1] == ':' }

func startsWithDrive(s string) bool {
	if len(s) < 2 || !isDrive(s[:2]) {
		return false
	}
	return len(s) == 2 || s[2] == '/' || s[2] == '\\' || s[2] == '?' || s[2] == '#'
}

func (p *parser) file() state {
	u := p.u
	u.scheme, u.host, u.hasHost = "file", "", true
	if p.slash(p.peek()) {
		p.i++
		return stateFileSlash
	}
	if p.base == nil || p.base.scheme != "file" {
		return statePath
	}
	u.host, u.hasHost = p.base.host, p.base.hasHost
	return p.belowBase()
}

func (p *parser) fileSlash() state {
	if p.slash(p.peek()) {
		p.i++
		return stateFileHost
	}
	if base := p.base; base != nil && base.scheme == "file" {
		p.u.host, p.u.hasHost = base.host, base.hasHost
		if !startsWithDrive(p.in[p.i:]) && len(base.path) >= 3 && isNormalizedDrive(base.path[1:3]) &&
			(len(base.path) == 3 || base.path[3] == '/') {
			p.u.path = base.path[:3]
		}
	}
	return statePath
}

func (p *parser) fileHost() (state, bool) {
	start := p.i
	text := p.until(specialPathEnd)
	if p.override == stateNone && isDrive(text) {
		p.i = start // a path after all
		return statePath, true
	}
	host := ""
	if text != "" {
		var ok bool
		if host, ok = parseHost(p.pace, text, true); !ok {
			return stateDone, false
		}
		if host == "localhost" {
			host = ""
		}
	}
	p.u.host, p.u.hasHost = host, true
	if p.override != stateNone {
		return stateDone, true
	}
	return statePathStart, true
}
