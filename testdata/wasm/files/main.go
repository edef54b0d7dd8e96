// Files is a program for wasip1, run by cmd/wjs's tests: what an ordinary tool
// does with the folder that it was given, and what it may not.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	fmt.Println("args", os.Args[1:], "env", os.Environ())
	must(os.MkdirAll("data/a/b", 0o755))
	must(os.WriteFile("data/a/one.txt", []byte("one"), 0o644))
	must(os.Rename("data/a/one.txt", "data/a/b/two.txt"))
	must(os.Link("data/a/b/two.txt", "data/three.txt"))
	must(os.Symlink("a/b/two.txt", "data/link.txt"))
	text, err := os.ReadFile("data/link.txt")
	fmt.Printf("read %q %v\n", text, err)
	must(filepath.WalkDir("data", func(path string, d fs.DirEntry, err error) error {
		if err == nil {
			fmt.Println("walk", path, d.Type())
		}
		return err
	}))
	_, err = os.ReadFile("beside.txt")
	fmt.Println("beside the grant:", errors.Is(err, fs.ErrPermission))
	_, err = os.ReadFile("data/out/beside.txt")
	fmt.Println("through a link:", err != nil)
	_, err = os.ReadFile("/etc/passwd")
	fmt.Println("elsewhere:", err != nil)
	must(os.RemoveAll("data/a"))
	fmt.Fprintln(os.Stderr, "done")
	os.Exit(3)
}

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
