package guest

import (
	"encoding/binary"
	"errors"
)

// AppendBinary appends the image in a form that Decode reads.
func (img *Image) AppendBinary(b []byte) []byte {
	for _, n := range img.indices() {
		b = binary.LittleEndian.AppendUint32(b, *n)
	}
	var noCode byte
	if img.NoCode {
		noCode = 1
	}
	return append(append(b, noCode), img.Wasm...)
}

// Decode reads what AppendBinary wrote; it keeps b. Whether b is the image that
// this program would link is for the caller to know.
func Decode(b []byte) (*Image, error) {
	img := &Image{}
	for _, n := range img.indices() {
		if len(b) < 4 {
			return nil, errors.New("guest: a saved image is truncated")
		}
		*n, b = binary.LittleEndian.Uint32(b), b[4:]
	}
	if len(b) == 0 {
		return nil, errors.New("guest: a saved image is truncated")
	}
	img.NoCode, img.Wasm = b[0] != 0, b[1:]
	return img, nil
}

func (img *Image) indices() []*uint32 {
	return []*uint32{&img.HostFunction, &img.Microtasks, &img.Interrupt, &img.Rejection, &img.Resolve, &img.Load, &img.Promise, &img.UsableSize, &img.ModuleInit, &img.EvalRefused}
}
