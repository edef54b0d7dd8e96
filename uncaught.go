package wjs

import "github.com/wjs-run/wjs/hostcalls/errors"

// UncaughtError ends a script whose error nobody caught, or whose promise was
// rejected and never handled. What Node.js prints for it went to Stderr.
type UncaughtError = errors.UncaughtError
