//go:build unix && !linux

package memory

import "errors"

const mapNoReserve = 0

// anonymousFile has no portable form outside Linux; images are copied there.
func anonymousFile() (int, error) { return -1, errors.ErrUnsupported }

func seal(int) {}
