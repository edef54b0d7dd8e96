package url

import "strconv"

// parseIPv6 reads the address as the URL Standard does, which knows no zones.
func parseIPv6(s string) (address [8]uint16, ok bool) {
	piece, compress, i := 0, -1, 0
	if len(s) > 0 && s[0] == ':' {
		if len(s) < 2 || s[1] != ':' {
			return address, false
		}
		i, piece, compress = 2, 1, 1
	}
	for i < len(s) {
		if piece == 8 {
			return address, false
		}
		if s[i] == ':' {
			if compress >= 0 {
				return address, false
			}
			i++
			piece++
			compress = piece
			continue
		}
		value, n := 0, 0
		for n < 4 && i+n < len(s) && unhex(s[i+n]) >= 0 {
			value = value<<4 | unhex(s[i+n])
			n++
		}
		if i+n < len(s) && s[i+n] == '.' {
			if n == 0 || piece > 6 || !embeddedIPv4(s[i:], address[piece:]) {
				return address, false
			}
			piece += 2
			break
		}
		i += n
		if i < len(s) {
			if s[i] != ':' || i+1 == len(s) {
				return address, false
			}
			i++
		}
		address[piece] = uint16(value)
		piece++
	}
	if compress >= 0 {
		moved := piece - compress
		for j := range moved {
			from, to := compress+moved-1-j, 7-j
			address[from], address[to] = address[to], address[from]
		}
		return address, true
	}
	return address, piece == 8
}

// embeddedIPv4 reads the four decimal numbers an IPv6 address may end in.
func embeddedIPv4(s string, pieces []uint16) bool {
	i := 0
	for part := range 4 {
		if part > 0 {
			if i == len(s) || s[i] != '.' {
				return false
			}
			i++
		}
		start, value := i, 0
		for i < len(s) && isDigit(s[i]) {
			if i > start && value == 0 {
				return false // no leading zeros
			}
			if value = value*10 + int(s[i]-'0'); value > 255 {
				return false
			}
			i++
		}
		if i == start {
			return false
		}
		pieces[part/2] = pieces[part/2]<<8 | uint16(value)
	}
	return i == len(s)
}

func serializeIPv6(a [8]uint16) string {
	start, length := -1, 1 // of the longest run of zeros, if over one piece
	for i := 0; i < 8; i++ {
		n := 0
		for i+n < 8 && a[i+n] == 0 {
			n++
		}
		if n > length {
			start, length = i, n
		}
		i += n
	}
	b := make([]byte, 0, 39)
	for i := 0; i < 8; i++ {
		if i == start {
			b = append(b, ':')
			if i == 0 {
				b = append(b, ':')
			}
			i += length - 1
			continue
		}
		b = strconv.AppendUint(b, uint64(a[i]), 16)
		if i < 7 {
			b = append(b, ':')
		}
	}
	return string(b)
}
