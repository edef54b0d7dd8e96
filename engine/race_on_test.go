//go:build race

package engine

// raced is true under the race detector, which takes several times the memory and
// the time.
const raced = true
