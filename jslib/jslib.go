// Package jslib holds the JavaScript library: the node:* modules, the Web's
// globals, what they share, and the bootstrap. It is evaluated once into a
// snapshot, from which every isolate is cloned.
package jslib

import "embed"

// Files are the sources. A file's module id is its path without .js, and for
// those of node/ without that folder.
//
//go:embed bootstrap internal all:node
var Files embed.FS
