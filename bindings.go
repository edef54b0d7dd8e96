package wjs

import (
	"slices"

	"github.com/wjs-run/wjs/engine"
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/hostcalls/asynccontext"
	"github.com/wjs-run/wjs/hostcalls/buffer"
	"github.com/wjs-run/wjs/hostcalls/builtins"
	"github.com/wjs-run/wjs/hostcalls/constants"
	"github.com/wjs-run/wjs/hostcalls/crypto"
	"github.com/wjs-run/wjs/hostcalls/encoding"
	"github.com/wjs-run/wjs/hostcalls/errors"
	"github.com/wjs-run/wjs/hostcalls/fs"
	"github.com/wjs-run/wjs/hostcalls/handles"
	"github.com/wjs-run/wjs/hostcalls/http"
	"github.com/wjs-run/wjs/hostcalls/http2"
	"github.com/wjs-run/wjs/hostcalls/intl"
	"github.com/wjs-run/wjs/hostcalls/module"
	"github.com/wjs-run/wjs/hostcalls/net"
	"github.com/wjs-run/wjs/hostcalls/options"
	"github.com/wjs-run/wjs/hostcalls/os"
	"github.com/wjs-run/wjs/hostcalls/performance"
	"github.com/wjs-run/wjs/hostcalls/permission"
	"github.com/wjs-run/wjs/hostcalls/process"
	"github.com/wjs-run/wjs/hostcalls/script"
	"github.com/wjs-run/wjs/hostcalls/signal"
	"github.com/wjs-run/wjs/hostcalls/sourcemap"
	"github.com/wjs-run/wjs/hostcalls/stdio"
	"github.com/wjs-run/wjs/hostcalls/taskqueue"
	"github.com/wjs-run/wjs/hostcalls/timers"
	"github.com/wjs-run/wjs/hostcalls/types"
	"github.com/wjs-run/wjs/hostcalls/url"
	"github.com/wjs-run/wjs/hostcalls/util"
	"github.com/wjs-run/wjs/hostcalls/uv"
	"github.com/wjs-run/wjs/hostcalls/wasi"
	"github.com/wjs-run/wjs/hostcalls/wasm"
	"github.com/wjs-run/wjs/jslib"
)

// registry lists every way from JavaScript into Go. What is not in it does not
// exist for a script.
var registry = hostcalls.NewRegistry(
	realmBinding(),
	embedBinding(),
	testFilesBinding(),
	builtins.Binding(jslib.Files),
	asynccontext.Binding(),
	buffer.Binding(),
	constants.Binding(),
	crypto.Binding(),
	encoding.Binding(),
	errors.Binding(),
	fs.Binding(),
	handles.Binding(),
	http.Binding(),
	http2.Binding(),
	intl.Binding(),
	module.Binding(),
	net.Binding(),
	options.Binding(),
	os.Binding(),
	performance.Binding(),
	permission.Binding(),
	process.Binding(),
	script.Binding(),
	signal.Binding(),
	sourcemap.Binding(),
	stdio.Binding(),
	taskqueue.Binding(),
	timers.Binding(),
	types.Binding(),
	url.Binding(),
	util.Binding(),
	uv.Binding(),
	wasi.Binding(),
	wasm.Binding(),
)

const realm = "realm"

// realmBinding holds the one op that hands out all others. The library's realm
// gets it as an argument and nobody else sees it.
func realmBinding() *hostcalls.Binding {
	b := hostcalls.New(realm)
	hostcalls.Op1(b, "getBinding", func(c *hostcalls.Call, name string) (engine.Value, error) {
		if name == realm {
			return engine.Undefined, nil
		}
		return c.Env().Binding(name)
	})
	return b
}

func bindingOp() int { return slices.Index(registry.Ops(), realm+".getBinding") }
