package secure

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"strings"
)

// shortNames are OpenSSL's for the parts of a name.
var shortNames = map[string]string{
	"2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST",
	"2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title", "2.5.4.13": "description",
	"2.5.4.15": "businessCategory", "2.5.4.17": "postalCode", "2.5.4.20": "telephoneNumber", "2.5.4.41": "name",
	"2.5.4.42": "GN", "2.5.4.43": "initials", "2.5.4.44": "generationQualifier", "2.5.4.46": "dnQualifier",
	"2.5.4.65": "pseudonym", "2.5.4.97": "organizationIdentifier", "1.2.840.113549.1.9.1": "emailAddress",
	"0.9.2342.19200300.100.1.25": "DC", "0.9.2342.19200300.100.1.1": "UID",
	"1.3.6.1.4.1.311.60.2.1.1": "jurisdictionL", "1.3.6.1.4.1.311.60.2.1.2": "jurisdictionST", "1.3.6.1.4.1.311.60.2.1.3": "jurisdictionC",
}

// attributes reads a distinguished name.
func attributes(der []byte) []Attribute {
	var name pkix.RDNSequence
	list := []Attribute{}
	if _, err := asn1.Unmarshal(der, &name); err != nil {
		return list
	}
	for _, set := range name {
		for _, a := range set {
			id := a.Type.String()
			if short, ok := shortNames[id]; ok {
				id = short
			}
			list = append(list, Attribute{id, fmt.Sprint(a.Value)})
		}
	}
	return list
}

// altNames prints the alternative names of a certificate as Node does: what could
// be taken for more than one name is quoted.
func altNames(der []byte) string {
	var seq asn1.RawValue
	if rest, err := asn1.Unmarshal(der, &seq); err != nil || len(rest) > 0 || seq.Tag != asn1.TagSequence {
		return ""
	}
	var list []string
	for rest := seq.Bytes; len(rest) > 0; {
		var name asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &name); err != nil {
			return ""
		}
		list = append(list, altName(name))
	}
	return strings.Join(list, ", ")
}

func altName(name asn1.RawValue) string {
	switch name.Tag {
	case 1:
		return "email:" + quoted(name.Bytes)
	case 2:
		return "DNS:" + quoted(name.Bytes)
	case 4:
		var parts []string
		for _, a := range attributes(name.Bytes) {
			parts = append(parts, a[0]+" = "+a[1])
		}
		return "DirName:" + quoted([]byte(strings.Join(parts, ", ")))
	case 6:
		return "URI:" + quoted(name.Bytes)
	case 7:
		return "IP Address:" + ipName(name.Bytes)
	case 8:
		id := asn1.ObjectIdentifier{}
		if _, err := asn1.UnmarshalWithParams(name.FullBytes, &id, "tag:8"); err == nil {
			return "Registered ID:" + id.String()
		}
		return "Registered ID:<invalid>"
	}
	return "othername:<unsupported>"
}

func ipName(ip []byte) string {
	switch len(ip) {
	case 4:
		return fmt.Sprintf("%d.%d.%d.%d", ip[0], ip[1], ip[2], ip[3])
	case 16:
		parts := make([]string, 8)
		for i := range parts {
			parts[i] = fmt.Sprintf("%X", int(ip[2*i])<<8|int(ip[2*i+1]))
		}
		return strings.Join(parts, ":")
	}
	return fmt.Sprintf("<invalid length=%d>", len(ip))
}

// quoted is a name as it is, or as text in JSON if it has anything that has a
// meaning in lists of names.
func quoted(name []byte) string {
	safe := true
	for _, b := range name {
		if b < ' ' || b > '~' || strings.IndexByte(`"\,'`, b) >= 0 {
			safe = false
		}
	}
	if safe {
		return string(name)
	}
	var s strings.Builder
	s.WriteByte('"')
	for _, b := range name {
		switch {
		case b == '"', b == '\\':
			s.WriteByte('\\')
			s.WriteByte(b)
		case b < ' ', b > '~':
			fmt.Fprintf(&s, `\u%04x`, b)
		default:
			s.WriteByte(b)
		}
	}
	s.WriteByte('"')
	return s.String()
}
