//go:build race

package wjs

// raced is true under the race detector, which takes several times the memory and
// the time.
const raced = true
