//go:build unix && !linux

package memory

import "errors"

const mapNoReserve = 0

// anonymousFile has no portable form outside Linux; images are copied there.
func anonymousFile() (int, error) { return -1, errors.ErrUnsupported }

func seal(int) {}

// Map is not known here.
func Map(uintptr, uint64, uint64) (*Image, error) { return nil, errors.ErrUnsupported }
