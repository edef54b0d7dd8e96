package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wjs-run/wjs"
)

func newCheck() *cobra.Command {
	return &cobra.Command{
		Use:     "check FILE...",
		Short:   "Compile programs without running them",
		Example: "  wjs check src/*.ts",
		Args:    usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts, err := (&runFlags{}).options("", nil)
			if err != nil {
				return err
			}
			var files []string
			for _, a := range args {
				file, err := filepath.Abs(a)
				if err != nil {
					return err
				}
				files = append(files, filepath.ToSlash(file))
				opts.Permissions.Read = append(opts.Permissions.Read, filepath.ToSlash(filepath.Dir(file)))
			}
			return with(cmd.Context(), opts, func(r *wjs.Runtime) error {
				failed := 0
				for _, file := range files {
					if err := r.Check(cmd.Context(), file); err != nil {
						failed++
						text := describe(err)
						if !strings.Contains(text, file) {
							text = file + ": " + text
						}
						fmt.Fprintln(os.Stderr, text)
					}
				}
				if failed > 0 {
					return &wjs.ExitError{Code: 1}
				}
				return nil
			})
		},
	}
}

// describe shows an error with its stack, where it has one.
func describe(err error) string {
	var js *wjs.Error
	if errors.As(err, &js) && js.Stack != "" {
		return js.Stack
	}
	return err.Error()
}
