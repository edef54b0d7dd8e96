package wasi

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// NetRule is one grant or denial of the network.
type NetRule struct {
	text    string
	host    string       // a name in lower case without its last dot; "" for any
	suffix  bool         // host is what names end in, from *.example.com
	prefix  netip.Prefix // an address or a range, if valid
	private bool         // all addresses that are not of the public internet
	port    uint16       // 0 for any
	connect bool
	listen  bool
}

type netRules struct {
	allowAll, denyAll bool
	allow, deny       []NetRule
}

func (r *netRules) add(rule NetRule, deny bool) {
	if deny {
		r.deny = append(r.deny, rule)
	} else {
		r.allow = append(r.allow, rule)
	}
}

// ParseNetRule reads a rule: [connect:|listen:]WHERE[:PORT], where WHERE is a
// name ("example.com"), all names below one ("*.example.com"), an address
// ("10.0.0.1", "[::1]"), a range ("10.0.0.0/8"), the word private (loopback,
// RFC 1918, link-local, unique local and other addresses that are not public) or
// nothing, for a port everywhere (":8080"). Without connect: or listen: it is
// for both.
func ParseNetRule(text string) (NetRule, error) {
	bad := func(why string) (NetRule, error) {
		return NetRule{}, fmt.Errorf("wasi: net rule %q: %s", text, why)
	}
	rule := NetRule{text: text, connect: true, listen: true}
	rest := text
	if s, ok := strings.CutPrefix(rest, "connect:"); ok {
		rest, rule.listen = s, false
	} else if s, ok := strings.CutPrefix(rest, "listen:"); ok {
		rest, rule.connect = s, false
	}
	if strings.Contains(rest, "://") {
		return bad("a host is wanted, not a URL")
	}
	where, port := rest, ""
	switch {
	case strings.HasPrefix(rest, "["):
		end := strings.IndexByte(rest, ']')
		if end < 0 {
			return bad("] is missing")
		}
		after := rest[end+1:]
		where = rest[1:end]
		if strings.HasPrefix(after, "/") {
			bits, p, _ := strings.Cut(after, ":")
			where += bits
			after = ":" + p
			if p == "" {
				after = ""
			}
		}
		if after != "" && after[0] != ':' {
			return bad("only a port may follow ]")
		}
		port = strings.TrimPrefix(after, ":")
		if after == ":" {
			return bad("the port is missing")
		}
		if !strings.Contains(where, ":") {
			return bad("[] is for IPv6 addresses")
		}
	case strings.Count(rest, ":") == 1:
		where, port, _ = strings.Cut(rest, ":")
		if port == "" {
			return bad("the port is missing")
		}
	}
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return bad("the port is no number from 1 to 65535")
		}
		rule.port = uint16(n)
	}
	if where == "" && port == "" {
		return bad("it is empty")
	}
	if where == "private" {
		rule.private = true
		return rule, nil
	}
	if strings.Contains(where, "/") {
		p, err := netip.ParsePrefix(where)
		if err != nil {
			return bad("no range of addresses")
		}
		if p.Addr().Is4In6() {
			return bad("write the range as IPv4")
		}
		rule.prefix = p.Masked()
		return rule, nil
	}
	if addr, ok := ParseAddr(where); ok {
		addr = addr.Unmap().WithZone("")
		rule.prefix = netip.PrefixFrom(addr, addr.BitLen())
		return rule, nil
	}
	if s, ok := strings.CutPrefix(where, "*."); ok {
		where, rule.suffix = s, true
		if s == "" {
			return bad("no name follows *.")
		}
	}
	rule.host = canonicalHost(where)
	if rule.host == "" && where != "" || strings.ContainsAny(rule.host, "*/@ \t\r\n\x00:%?#[]") {
		return bad("no name of a host")
	}
	return rule, nil
}

// canonicalHost brings a name into the form in which names are compared.
func canonicalHost(name string) string {
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

// ParseAddr reads an address in every spelling that C libraries and browsers
// take for one: 127.0.0.1, 127.1, 2130706433, 0x7f.1, 0177.0.0.1, ::1, [::1].
func ParseAddr(s string) (netip.Addr, bool) {
	s = strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")
	if a, err := netip.ParseAddr(s); err == nil {
		return a, true
	}
	parts := strings.Split(strings.TrimSuffix(s, "."), ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var v uint64
	for i, part := range parts {
		n, ok := parseNumber(part)
		if !ok {
			return netip.Addr{}, false
		}
		if i < len(parts)-1 {
			if n > 255 {
				return netip.Addr{}, false
			}
			v |= n << (8 * (3 - i))
			continue
		}
		if n >= 1<<(8*(4-i)) {
			return netip.Addr{}, false
		}
		v |= n
	}
	return netip.AddrFrom4([4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}), true
}

// parseNumber reads a part of an IPv4 address: decimal, 0x hexadecimal, 0 octal.
func parseNumber(s string) (uint64, bool) {
	base := 10
	switch {
	case len(s) > 1 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'):
		s, base = s[2:], 16
		if s == "" {
			return 0, true
		}
	case len(s) > 1 && s[0] == '0':
		s, base = s[1:], 8
	}
	n, err := strconv.ParseUint(s, base, 33)
	return n, err == nil && s[0] != '+'
}

// has answers process.permission.has: the item as a rule would be written. more
// are rules beyond the policy's, which all makes needless.
func (r *netRules) has(item string, more []NetRule, all bool) bool {
	if item == "" {
		return r.allowAll && !r.denyAll && len(r.deny) == 0
	}
	want, err := ParseNetRule(item)
	if err != nil || r.denyAll {
		return false
	}
	for i := range r.deny {
		if r.deny[i].overlaps(&want) {
			return false
		}
	}
	if r.allowAll || all {
		return true
	}
	for _, rules := range [...][]NetRule{r.allow, more} {
		for i := range rules {
			if rules[i].contains(&want) {
				return true
			}
		}
	}
	return false
}
