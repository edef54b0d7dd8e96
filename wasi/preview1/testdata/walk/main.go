// Walk is a program for wasip1 that was not written against this package: it is
// what the Go library makes of the system calls.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

func main() {
	fmt.Println("args", os.Args[1:])
	fmt.Println("env", os.Environ())
	check("write", os.WriteFile("/data/new.txt", []byte("made inside"), 0o644))
	check("mkdir", os.MkdirAll("/data/a/b/c", 0o755))
	check("rename", os.Rename("/data/new.txt", "/data/a/b/c/moved.txt"))
	check("link", os.Link("/data/a/b/c/moved.txt", "/data/a/hard.txt"))
	check("symlink", os.Symlink("b/c/moved.txt", "/data/a/soft.txt"))
	at := time.Unix(1e9, 5e6)
	check("chtimes", os.Chtimes("/data/a/hard.txt", at, at))
	f, err := os.OpenFile("/data/a/soft.txt", os.O_RDWR|os.O_APPEND, 0)
	check("open", err)
	fmt.Fprint(f, ", and appended to")
	check("truncate", f.Truncate(11))
	check("sync", f.Sync())
	check("close", f.Close())
	data, err := os.ReadFile("/data/a/soft.txt")
	fmt.Printf("read %q %v\n", data, err)
	info, err := os.Stat("/data/a/soft.txt")
	check("stat", err)
	fmt.Println("stat", info.Size(), info.Mode().IsRegular())
	check("walk", filepath.WalkDir("/data", func(path string, d fs.DirEntry, err error) error {
		if err == nil {
			fmt.Println("walk", path, d.Type())
		}
		return err
	}))
	text, err := os.Readlink("/data/a/soft.txt")
	fmt.Println("readlink", text, err)
	for _, path := range []string{"/etc/passwd", "/data/../etc/passwd", "/data/out/secret", "/data/abs/secret"} {
		_, err := os.ReadFile(path)
		fmt.Println("outside", path, err != nil)
	}
	err = os.WriteFile("/readonly/x", nil, 0o644)
	fmt.Println("read only", errors.Is(err, fs.ErrPermission))
	check("remove", os.RemoveAll("/data/a"))
	start := time.Now()
	time.Sleep(20 * time.Millisecond)
	fmt.Println("slept", time.Since(start) >= 20*time.Millisecond)
	var line string
	fmt.Scanln(&line)
	fmt.Println("stdin", line)
	fmt.Fprintln(os.Stderr, "to stderr")
	os.Exit(7)
}

func check(what string, err error) {
	if err != nil {
		fmt.Println(what, err)
		os.Exit(1)
	}
}
