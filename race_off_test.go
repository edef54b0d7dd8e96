//go:build !race

package wjs

const raced = false
