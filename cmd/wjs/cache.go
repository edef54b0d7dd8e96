package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wjs-run/wjs"
	"github.com/wjs-run/wjs/wasi/cachedir"
)

// cachePath is where compiled code and snapshot are kept; "" keeps nothing.
func cachePath() string {
	if dir, ok := os.LookupEnv("WJS_CACHE_DIR"); ok {
		return dir
	}
	base, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(base, "wjs")
}

// trustedCache is cachePath if it can be used. Where it cannot, the user is told
// why, and everything is computed anew.
func trustedCache() string {
	path := cachePath()
	if path == "" {
		return ""
	}
	dir, err := cachedir.OpenAt(path)
	if err != nil {
		fmt.Fprintln(os.Stderr, "wjs: "+err.Error())
		return ""
	}
	_ = dir.Close()
	return path
}

// platformOptions are those of every command.
func platformOptions() wjs.PlatformOptions {
	return wjs.PlatformOptions{CacheDir: trustedCache(), NoBytecode: os.Getenv("NODE_DISABLE_COMPILE_CACHE") == "1"}
}

func newCache() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cache",
		Short: "Show or clear what wjs keeps to start faster",
		Long: `wjs keeps its compiled engine, a snapshot of its library and the bytecode of the
larger files of programs in a directory that only you can write to. WJS_CACHE_DIR
moves it; set to nothing, it is not used. With NODE_DISABLE_COMPILE_CACHE=1 programs
are compiled whenever they run.`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := openCache()
			if err != nil {
				return err
			}
			defer dir.Close()
			size, err := dir.Size()
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s\t%.1f MB\n", dir.Path(), float64(size)/1e6)
			return nil
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use: "clear", Short: "Delete what is kept", Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := openCache()
			if err != nil {
				return err
			}
			defer dir.Close()
			n, size, err := dir.Clear()
			fmt.Fprintf(cmd.OutOrStdout(), "%d entries, %.1f MB\n", n, float64(size)/1e6)
			return err
		},
	})
	return cmd
}

func openCache() (*cachedir.Dir, error) {
	path := cachePath()
	if path == "" {
		return nil, errors.New("there is no cache directory: set WJS_CACHE_DIR")
	}
	return cachedir.OpenAt(path)
}
