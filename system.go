package wjs

import (
	"context"
	"io"

	"github.com/tetratelabs/wazero"

	"github.com/wjs-run/wjs/wasi"
	"github.com/wjs-run/wjs/wasi/preview1"
)

func instantiateSystem(ctx context.Context, r wazero.Runtime) error {
	_, err := preview1.Instantiate(ctx, r)
	return err
}

// newSystem gives the guest itself a clock and nothing else: what a script may
// do goes through the bindings. A nil host denies everything.
func newSystem(host *wasi.Host) (*preview1.System, error) {
	nowhere := wasi.NewWriter(io.Discard)
	return preview1.NewSystem(preview1.Config{Host: host, Stdio: [3]*wasi.Stream{nowhere, nowhere, nowhere}})
}
