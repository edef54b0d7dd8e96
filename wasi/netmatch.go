package wasi

import (
	"net/netip"
	"strings"
)

// String is the rule as it was written.
func (r *NetRule) String() string { return r.text }

// anywhere reports whether the rule says nothing about where.
func (r *NetRule) anywhere() bool {
	return r.host == "" && !r.private && !r.prefix.IsValid()
}

func (r *NetRule) fits(port uint16, listen bool) bool {
	if listen && !r.listen || !listen && !r.connect {
		return false
	}
	return r.port == 0 || r.port == port
}

// names reports whether the rule is about the name, in canonical form.
func (r *NetRule) names(host string) bool {
	if r.host == "" || host == "" {
		return false
	}
	if r.suffix {
		return strings.HasSuffix(host, "."+r.host)
	}
	return host == r.host
}

// has reports whether the rule is about the address.
func (r *NetRule) has(addr netip.Addr) bool {
	if r.private {
		return isPrivate(addr)
	}
	return r.prefix.IsValid() && r.prefix.Contains(addr)
}

// contains reports whether everything w asks for is granted by r.
func (r *NetRule) contains(w *NetRule) bool {
	if r.port != 0 && r.port != w.port || w.connect && !r.connect || w.listen && !r.listen {
		return false
	}
	switch {
	case r.anywhere():
		return true
	case w.private:
		return r.private
	case w.prefix.IsValid() && r.private:
		return isPrivate(w.prefix.Addr()) && w.prefix.IsSingleIP()
	case w.prefix.IsValid():
		return r.prefix.IsValid() && r.prefix.Bits() <= w.prefix.Bits() && r.prefix.Contains(w.prefix.Addr())
	case w.suffix:
		return r.suffix && (r.host == w.host || r.names(w.host))
	}
	return r.names(w.host)
}

// overlaps reports whether r is about something that w asks for.
func (r *NetRule) overlaps(w *NetRule) bool {
	if r.port != 0 && w.port != 0 && r.port != w.port {
		return false
	}
	if !(w.connect && r.connect || w.listen && r.listen) {
		return false
	}
	switch {
	case r.anywhere() || w.anywhere():
		return true
	case r.prefix.IsValid() && w.prefix.IsValid():
		return r.prefix.Overlaps(w.prefix)
	case r.private && w.prefix.IsValid():
		return isPrivate(w.prefix.Addr())
	case w.private && r.prefix.IsValid():
		return isPrivate(r.prefix.Addr())
	}
	return r.private && w.private || r.names(w.host) || w.names(r.host) || r.host != "" && r.host == w.host
}

// match finds the first rule that is about the name or the address.
func match(rules []NetRule, host string, addr netip.Addr, port uint16, listen bool) *NetRule {
	for i := range rules {
		r := &rules[i]
		if r.fits(port, listen) && (r.anywhere() || r.names(host) || addr.IsValid() && r.has(addr)) {
			return r
		}
	}
	return nil
}

// privateRanges are what is not part of the public internet, beyond what netip
// knows by a method.
var privateRanges = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // carriers' NAT
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), // documentation
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("fec0::/10"),
}

var (
	nat64     = netip.MustParsePrefix("64:ff9b::/96")
	nat64Here = netip.MustParsePrefix("64:ff9b:1::/48")
	sixToFour = netip.MustParsePrefix("2002::/16")
)

// isPrivate reports whether an address is not one of the public internet, also
// when IPv6 only wraps it.
func isPrivate(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified() ||
		a.IsMulticast() || a.IsInterfaceLocalMulticast() || nat64Here.Contains(a) {
		return true
	}
	for _, p := range privateRanges {
		if p.Contains(a) {
			return true
		}
	}
	if a.Is6() {
		b := a.As16()
		switch {
		case nat64.Contains(a):
			return isPrivate(netip.AddrFrom4([4]byte(b[12:16])))
		case sixToFour.Contains(a):
			return isPrivate(netip.AddrFrom4([4]byte(b[2:6])))
		}
	}
	return false
}
