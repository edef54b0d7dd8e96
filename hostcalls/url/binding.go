// Package url parses URLs as the URL Standard says, in one crossing each: the
// script gets the serialized URL and where its parts are, and cuts them out
// itself when it is asked for them.
package url

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unsafe"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
)

// Binding is internalBinding('url').
func Binding() *hostcalls.Binding {
	b := hostcalls.New("url")
	// parse(text, base?, components) → href, or null if it is no URL.
	hostcalls.Op3(b, "parse", parseOp)
	// construct(components), asked by a function: parse with the arguments of that
	// function, or the first two in a list if they are other values or no URL.
	hostcalls.Op1(b, "construct", construct)
	// canParse(text, base?)
	hostcalls.Op2(b, "canParse", func(c *hostcalls.Call, text hostcalls.JSString, base hostcalls.Opt[string]) (bool, error) {
		in := inPlace(c, text)
		if !base.Set {
			var room [256]byte
			if _, _, ok := parsePlain(room[:0], in); ok {
				return true, nil
			}
		}
		_, ok := parseWithBase(c, in, base)
		return ok, nil
	})
	// update(href, what, text, components) → href, or null if nothing was set.
	hostcalls.Op4(b, "update", updateOp)
	// format(href, fragment, unicode, search, auth) → text: url.format's options.
	hostcalls.Op5(b, "format", format)
	// toASCII(domain), toUnicode(domain) → "" for what is no domain.
	hostcalls.Op1(b, "toASCII", func(c *hostcalls.Call, domain string) (string, error) {
		u, ok := parseDomain(c, domain)
		if !ok {
			return "", nil
		}
		return u.host, nil
	})
	hostcalls.Op1(b, "toUnicode", func(c *hostcalls.Call, domain string) (string, error) {
		u, ok := parseDomain(c, domain)
		if !ok {
			return "", nil
		}
		return domainToUnicode(u.host), nil
	})
	// idnaToASCII(domain) → "" if it cannot be encoded; what is ASCII stays as it is.
	hostcalls.Op1(b, "idnaToASCII", func(c *hostcalls.Call, domain string) (string, error) {
		if isASCII(c.Pace(), domain) {
			return piecewise(c.Pace(), domain, strings.ToLower), nil
		}
		out, _ := domainToASCII(c.Pace(), scalar(c.Pace(), domain))
		return out, nil
	})
	hostcalls.Op1(b, "idnaToUnicode", func(c *hostcalls.Call, domain string) (string, error) {
		return domainToUnicode(scalar(c.Pace(), domain)), nil
	})
	// parseQuery(text) → [name, value, …]; serializeQuery([name, value, …]) → text.
	hostcalls.Op1(b, "parseQuery", func(c *hostcalls.Call, text string) ([]string, error) {
		return parseQuery(c.Pace(), scalar(c.Pace(), text)), nil
	})
	hostcalls.Op1(b, "serializeQuery", func(c *hostcalls.Call, pairs []string) (string, error) {
		return serializeQuery(c.Pace(), pairs), nil
	})
	// objectURL() → a URL that no blob has had.
	hostcalls.Op0(b.Owns(), "objectURL", func(c *hostcalls.Call) (string, error) {
		var id [16]byte
		c.Host().Random(id[:])
		id[6], id[8] = id[6]&0x0F|0x40, id[8]&0x3F|0x80 // a random UUID
		return fmt.Sprintf("blob:nodedata:%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]), nil
	})
	// percentDecode(c.Pace(), text) → bytes.
	hostcalls.Op1(b, "percentDecode", func(c *hostcalls.Call, text string) ([]byte, error) {
		return []byte(percentDecode(c.Pace(), text)), nil
	})
	// fromPath(path, windows, host, components) → the href of a file URL, or null.
	hostcalls.Op4(b, "fromPath", fromPath)
	return b
}

func parseWithBase(c *hostcalls.Call, text string, base hostcalls.Opt[string]) (*URL, bool) {
	if !base.Set {
		return Parse(c.Pace(), scalar(c.Pace(), text), nil)
	}
	b, ok := Parse(c.Pace(), scalar(c.Pace(), base.Value), nil)
	if !ok {
		return nil, false
	}
	return Parse(c.Pace(), scalar(c.Pace(), text), b)
}

// put returns the URL as the ops do, and writes its components, 32 bits each.
func put(c *hostcalls.Call, u *URL, dst hostcalls.Bytes) (engine.Value, error) {
	var room [256]byte
	href, parts := u.appendTo(room[:0])
	if err := putParts(c, &parts, dst); err != nil {
		return engine.Undefined, err
	}
	return c.Iso().NewLatin1(href) // a serialized URL is ASCII
}

func putParts(c *hostcalls.Call, parts *components, dst hostcalls.Bytes) error {
	if len(dst) < 4*componentCount {
		return &hostcalls.TypeError{Message: c.Name() + ": no room for the components"}
	}
	for i, n := range parts.list() {
		binary.LittleEndian.PutUint32(dst[4*i:], n)
	}
	return nil
}

func parseOp(c *hostcalls.Call, text hostcalls.JSString, base hostcalls.Opt[string], dst hostcalls.Bytes) (engine.Value, error) {
	return parse(c, c.Args().At(0), text, base, dst)
}

// construct is called for every URL object: the text is read where it lies.
func construct(c *hostcalls.Call, dst hostcalls.Bytes) (engine.Value, error) {
	args := c.Iso().CallerArgs()
	text, ok := c.Iso().View(args.At(0))
	var base hostcalls.Opt[string]
	if b := args.At(1); ok && !b.IsUndefined() {
		base.Value, base.Set = c.Iso().String(b)
		ok = base.Set
	}
	if ok {
		if href, err := parse(c, args.At(0), text, base, dst); err != nil || href != engine.Null {
			return href, err
		}
	}
	list := make([]engine.Value, min(args.Len(), 2))
	for i := range list {
		list[i] = c.Iso().Dup(args.At(i))
	}
	return c.Iso().NewArray(list...)
}

// parse parses the text of v.
func parse(c *hostcalls.Call, v engine.Value, text hostcalls.JSString, base hostcalls.Opt[string], dst hostcalls.Bytes) (engine.Value, error) {
	if !base.Set && text.Wide == nil {
		var room [256]byte
		in := latin1(text)
		c.Pace().Did(min(len(in), maxPlain))
		if href, parts, ok := parsePlain(room[:0], in); ok {
			if err := putParts(c, &parts, dst); err != nil {
				return engine.Undefined, err
			}
			if string(href) == in {
				return c.Iso().Dup(v), nil
			}
			return c.Iso().NewLatin1(href)
		}
	}
	u, ok := parseWithBase(c, inPlace(c, text), base)
	if !ok {
		return engine.Null, nil
	}
	return put(c, u, dst)
}

// latin1 is the text of a string that is not wide, valid as long as s.
func latin1(s hostcalls.JSString) string {
	return unsafe.String(unsafe.SliceData(s.Narrow), len(s.Narrow))
}

// inPlace is the text as Go has it, without a copy if it is ASCII, and then valid
// as long as s.
func inPlace(c *hostcalls.Call, s hostcalls.JSString) string {
	if s.Wide != nil {
		return s.String()
	}
	text := latin1(s)
	if !isASCII(c.Pace(), text) {
		return s.String()
	}
	return text
}

func updateOp(c *hostcalls.Call, href string, what int, text string, dst hostcalls.Bytes) (engine.Value, error) {
	u, ok := Parse(c.Pace(), href, nil)
	if !ok || !u.update(c.Pace(), what, scalar(c.Pace(), text)) {
		return engine.Null, nil
	}
	return put(c, u, dst)
}

func format(c *hostcalls.Call, href string, fragment, unicode, search, auth bool) (string, error) {
	u, ok := Parse(c.Pace(), href, nil)
	if !ok {
		return href, nil
	}
	if !fragment {
		u.hasFrag = false
	}
	if unicode && u.hasHost {
		u.host = domainToUnicode(u.host)
	}
	if !search {
		u.hasQuery = false
	}
	if !auth {
		u.username, u.password = "", ""
	}
	text, _ := u.serialize()
	return text, nil
}

// parseDomain parses the domain as part of a URL whose scheme is special, which
// is how Node does it: what a URL would not take for its host is none.
func parseDomain(c *hostcalls.Call, domain string) (*URL, bool) {
	u, ok := Parse(c.Pace(), "ws://"+scalar(c.Pace(), domain), nil)
	return u, ok && u.host != ""
}

// Characters that mean something in a URL but not in a path, and those that
// Node escapes besides.
var (
	posixEscapes   = strings.NewReplacer("%", "%25", "\\", "%5C", "\n", "%0A", "\r", "%0D", "\t", "%09", "?", "%3F", "#", "%23", "[", "%5B", "]", "%5D", "|", "%7C", "~", "%7E")
	windowsEscapes = strings.NewReplacer("%", "%25", "\n", "%0A", "\r", "%0D", "\t", "%09", "?", "%3F", "#", "%23", "[", "%5B", "]", "%5D", "|", "%7C", "~", "%7E")
)

func fromPath(c *hostcalls.Call, path string, windows bool, host hostcalls.Opt[string], dst hostcalls.Bytes) (engine.Value, error) {
	escapes := posixEscapes
	if windows {
		escapes = windowsEscapes
	}
	u, ok := Parse(c.Pace(), "file://"+piecewise(c.Pace(), scalar(c.Pace(), path), escapes.Replace), nil)
	if !ok {
		return engine.Null, nil
	}
	if host.Set {
		u.update(c.Pace(), setHostname, scalar(c.Pace(), host.Value))
	}
	return put(c, u, dst)
}
