// Package wasi is the only room of the project that touches the operating
// system. A Policy says what a guest may do; a Host does it.
package wasi
