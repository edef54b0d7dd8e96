package module

import (
	"github.com/wjs-run/wjs/hostcalls"
	"github.com/wjs-run/wjs/wasi"
)

// locate(path, extensions, follow) → the file that a request means: the path
// itself, or with one of the extensions; links are followed if follow says so.
// 1 stands for a folder without such a file beside it, 0 for nothing. What may
// not be read is not there.
func locate(c *hostcalls.Call, path string, extensions []string, follow bool) (any, error) {
	kind := kindOf(c, path)
	if kind == isFile {
		return final(c, path, follow)
	}
	for _, ext := range extensions {
		if kindOf(c, path+ext) == isFile {
			return final(c, path+ext, follow)
		}
	}
	if kind == isDir {
		return 1, nil
	}
	return 0, nil
}

type fileKind uint8

const (
	nothing fileKind = iota
	isFile
	isDir
)

func kindOf(c *hostcalls.Call, path string) fileKind {
	token, err := c.Host().PeekPath(path, wasi.Read)
	if err != nil {
		return nothing
	}
	st, err := token.Stat()
	switch {
	case err != nil:
		return nothing
	case st.IsDir():
		return isDir
	}
	return isFile
}

func final(c *hostcalls.Call, path string, follow bool) (any, error) {
	if !follow {
		return path, nil
	}
	token, err := c.Host().Path(path, wasi.Read)
	if err != nil {
		return nil, err
	}
	return token.Realpath()
}
