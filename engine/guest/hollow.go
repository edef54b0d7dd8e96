package guest

import (
	"fmt"

	"github.com/wjs-run/wjs/engine/editor"
)

// ExportWhole is a function of no parameters that returns 1, but 0 in a hollow
// image. Machine code tells by it which of the two it was made from.
const ExportWhole = "wjs_whole"

func (l *linker) addWhole() {
	l.export(ExportWhole, editor.KindFunc, l.fn(nil, []editor.ValType{i32}, nil, editor.NewAsm().I32Const(1)))
}

// Hollow returns the image with functions that do nothing but trap. Decoding and
// validating it takes a fraction of the time, and everything that is not code is
// the same: whoever has the machine code of img can run it under the hollow one.
func (img *Image) Hollow() (*Image, error) {
	m, err := editor.Parse(img.Wasm)
	if err != nil {
		return nil, fmt.Errorf("guest: %w", err)
	}
	whole, ok := m.Export(ExportWhole)
	if !ok {
		return nil, fmt.Errorf("guest: the image has no %s", ExportWhole)
	}
	trap, err := editor.NewBody(nil, editor.NewAsm().Unreachable().Bytes())
	if err != nil {
		return nil, err
	}
	zero, err := editor.NewBody(nil, editor.NewAsm().I32Const(0).Bytes())
	if err != nil {
		return nil, err
	}
	err = m.RewriteBodies(func(fn uint32, _ []byte) ([]byte, error) {
		if fn == whole.Index {
			return zero, nil
		}
		return trap, nil
	})
	hollow := *img
	hollow.Wasm, hollow.NoCode = m.Encode(), true
	return &hollow, err
}
