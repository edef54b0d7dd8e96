package hostcalls

import "github.com/wjs-run/wjs/engine"

// Value is a JavaScript value as it is, borrowed as an argument, owned by the
// guest as a result.
type Value = engine.Value
