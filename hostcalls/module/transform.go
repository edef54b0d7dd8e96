package module

import (
	"bytes"
	"encoding/json"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/wjs-run/wjs/hostcalls"
)

// Output is a program in the language that the engine speaks.
type Output struct {
	Code string `json:"code"`
	Map  string `json:"map"`
}

// loaders are the kinds of file that are not JavaScript, by extension.
var loaders = map[string]api.Loader{
	".ts": api.LoaderTS, ".mts": api.LoaderTS, ".cts": api.LoaderTS,
	".tsx": api.LoaderTSX, ".jsx": api.LoaderJSX,
}

// unsupported is what the engine's parser does not know and esbuild can say
// otherwise. Import attributes are not in it: they carry meaning, see
// rewriteImports.
var unsupported = map[string]bool{
	"using": false, "decorators": false, "regexp-set-notation": false,
}

// transform compiles TypeScript or JSX, named by the file's extension, and
// lowers whatever the engine does not know. config is the text of a tsconfig.json
// or nothing.
func transform(c compiler, source, file, config string) (Output, error) {
	options := api.TransformOptions{
		Loader:         loaders[path.Ext(file)],
		Sourcefile:     file,
		Sourcemap:      api.SourceMapExternal,
		SourcesContent: api.SourcesContentExclude,
		Target:         api.ESNext,
		Supported:      unsupported,
		JSX:            jsxMode(source),
		TsconfigRaw:    tsconfig(config),
		LogLevel:       api.LogLevelSilent,
		KeepNames:      false,
	}
	if options.Loader == api.LoaderNone {
		options.Loader = api.LoaderJS
	}
	result, err := c.transform(source, options)
	if err != nil {
		return Output{}, err
	}
	if len(result.Errors) > 0 {
		return Output{}, syntaxError(file, options.Loader, result.Errors[0])
	}
	return Output{Code: string(result.Code), Map: string(result.Map)}, nil
}

// jsxMode is React's automatic runtime, unless the file names a function of its
// own in a comment.
func jsxMode(source string) api.JSX {
	if strings.Contains(source, "@jsx ") && !strings.Contains(source, "@jsxImportSource ") {
		return api.JSXTransform
	}
	return api.JSXAutomatic
}

// tsconfig keeps what changes the meaning of a program, and leaves out what
// tells tsc which language to write.
func tsconfig(text string) string {
	if text == "" {
		return ""
	}
	var in struct {
		CompilerOptions map[string]json.RawMessage `json:"compilerOptions"`
	}
	if json.Unmarshal([]byte(stripJSONComments(text)), &in) != nil {
		return ""
	}
	keep := map[string]json.RawMessage{}
	for _, name := range []string{
		"experimentalDecorators", "useDefineForClassFields", "verbatimModuleSyntax",
		"jsx", "jsxFactory", "jsxFragmentFactory", "jsxImportSource",
	} {
		if v, ok := in.CompilerOptions[name]; ok {
			keep[name] = v
		}
	}
	out, err := json.Marshal(map[string]any{"compilerOptions": keep})
	if err != nil {
		return ""
	}
	return string(out)
}

// syntaxError is what a file that does not parse is rejected with.
func syntaxError(file string, loader api.Loader, m api.Message) error {
	e := &hostcalls.CodedError{Name: "SyntaxError", Message: m.Text, Props: map[string]any{}}
	if loader == api.LoaderTS || loader == api.LoaderTSX {
		e.Code = "ERR_INVALID_TYPESCRIPT_SYNTAX"
	}
	if at := m.Location; at != nil {
		e.Props["location"] = map[string]any{
			"file": file, "line": at.Line, "column": at.Column + 1, "length": at.Length, "text": at.LineText,
		}
	}
	return e
}

// stripJSONComments blanks comments and trailing commas, which tsconfig.json may
// have.
func stripJSONComments(text string) string {
	out := []byte(strings.TrimPrefix(text, "\ufeff"))
	comma := -1
	for i := 0; i < len(out); i++ {
		switch c := out[i]; {
		case c == '"':
			comma = -1
			for i++; i < len(out) && out[i] != '"'; i++ {
				if out[i] == '\\' {
					i++
				}
			}
		case c == '/' && i+1 < len(out) && (out[i+1] == '/' || out[i+1] == '*'):
			i = blankComment(out, i)
		case c == ',':
			comma = i
		case c == '}' || c == ']':
			if comma >= 0 {
				out[comma] = ' '
			}
			comma = -1
		case c > ' ':
			comma = -1
		}
	}
	return string(out)
}

// blankComment overwrites the comment at i and returns its last position.
func blankComment(b []byte, i int) int {
	end := len(b)
	if b[i+1] == '*' {
		if n := bytes.Index(b[i+2:], []byte("*/")); n >= 0 {
			end = i + 2 + n + 2
		}
	} else if n := bytes.IndexByte(b[i:], '\n'); n >= 0 {
		end = i + n
	}
	for j := i; j < end; j++ {
		if b[j] != '\n' {
			b[j] = ' '
		}
	}
	return end - 1
}
