package vfs

import "strings"

// unspeakable refuses names that Windows would take for another: with a second
// separator, a stream, or an end that it cuts off.
func unspeakable(elem string) bool {
	last := elem[len(elem)-1]
	return strings.ContainsAny(elem, "\\:") || last == '.' || last == ' '
}
