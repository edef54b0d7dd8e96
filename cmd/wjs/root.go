package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/wjs-run/wjs"
)

const long = `wjs runs JavaScript and TypeScript the way Node.js does, in a sandbox.

A program may do nothing that no flag allows: no files but its own modules, no
network, no environment, no other programs.

  wjs app.ts                           run a program
  wjs app.ts --port 8080               what stands behind the file is the program's
  wjs --allow-read=data app.ts         let it read the folder data
  wjs --allow-net=api.example.com app  let it talk to one host
  wjs --allow-read=. program.wasm      run a WebAssembly program (WASI preview1)
  wjs -A app.ts                        let it do anything, as node would
  wjs --timeout 300ms --memory 64 x.js end it after 0.3 s, or at 64 MiB
  echo 'console.log(1)' | wjs          run what comes on standard input
  echo '…' | wjs -A - 1 2 3            the same, with arguments
  wjs eval -p '6 * 7'                  print the value of an expression
  wjs repl                             try things out`

func newRoot() *cobra.Command {
	var f runFlags
	root := &cobra.Command{
		Use:           "wjs [flags] [FILE [arguments...]]",
		Short:         "Run JavaScript and TypeScript in a sandbox",
		Long:          long,
		Version:       wjs.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return runFile(cmd.Context(), &f, args)
			case isTerminal(os.Stdin):
				return runREPL(cmd.Context(), &f)
			}
			return runInput(cmd.Context(), &f, nil)
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	root.SetVersionTemplate("wjs {{.Version}} (Node.js " + wjs.NodeVersion + ")\n")
	f.register(root.Flags())
	root.Flags().SetInterspersed(false)
	root.AddCommand(newRun(), newTest(), newEval(), newREPL(), newCheck(), newCache(), newVersion())
	return root
}

func newRun() *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [flags] FILE [arguments...]",
		Short: "Run a program",
		Example: `  wjs run --allow-read=texts --allow-write=out.json count.ts texts
  wjs run -A server.js`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return runFile(cmd.Context(), &f, args) },
	}
	f.register(cmd.Flags())
	cmd.Flags().SetInterspersed(false)
	return cmd
}

func newEval() *cobra.Command {
	var (
		f     runFlags
		print bool
	)
	cmd := &cobra.Command{
		Use:   "eval [flags] CODE [arguments...]",
		Short: "Run a program given on the command line",
		Example: `  wjs eval -p '[1, 2, 3].map((x) => x * 2)'
  wjs eval --allow-env=HOME 'console.log(process.env.HOME)'`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSource(cmd.Context(), &f, "[eval]", args[0], print, args[1:])
		},
	}
	cmd.Flags().BoolVarP(&print, "print", "p", false, "print the value of the last expression")
	f.register(cmd.Flags())
	cmd.Flags().SetInterspersed(false)
	return cmd
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the versions of wjs and what it is made of", Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runSource(cmd.Context(), &runFlags{}, "[version]", "for (const [k, v] of Object.entries(process.versions)) console.log(`${k.padEnd(10)} ${v}`)", false, nil)
		},
	}
}
