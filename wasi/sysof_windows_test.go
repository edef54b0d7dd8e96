package wasi

import "io/fs"

func sysOf(fs.FileInfo) string { return "" }
