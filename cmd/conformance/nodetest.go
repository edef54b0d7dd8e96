package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// nodeTest is one file of Node's suite and what its head says.
type nodeTest struct {
	name   string // "parallel/test-fs-stat.js"
	module string
	flags  []string
	env    []string
	skip   string // why it cannot be asked of wjs, or ""
}

// modules groups tests whose names do not begin with their module's.
var modules = []struct{ prefix, module string }{
	{"test-whatwg-webstreams", "webstreams"}, {"test-webstream", "webstreams"}, {"test-readable-", "stream"},
	{"test-whatwg-url", "whatwg-url"}, {"test-whatwg-readablestream", "webstreams"},
	{"test-whatwg-writablestream", "webstreams"}, {"test-whatwg-transformstream", "webstreams"},
	{"test-whatwg-events", "events"}, {"test-event", "events"},
	{"test-string-decoder", "string_decoder"}, {"test-diagnostics-channel", "diagnostics_channel"},
	{"test-perf", "perf_hooks"}, {"test-stream", "stream"},
	{"test-async", "async"}, {"test-child-process", "child_process"},
	{"test-worker", "worker"}, {"test-http2", "http2"}, {"test-https", "https"}, {"test-http", "http"},
	{"test-buffer", "buffer"}, {"test-timers", "timers"}, {"test-webcrypto", "crypto"},
}

func moduleOf(dir, file string) string {
	if dir != "parallel" {
		return dir
	}
	for _, m := range modules {
		if strings.HasPrefix(file, m.prefix) {
			return m.module
		}
	}
	name := strings.TrimPrefix(strings.TrimSuffix(strings.TrimSuffix(file, ".js"), ".mjs"), "test-")
	name, _, _ = strings.Cut(name, "-")
	return name
}

var (
	flagsLine = regexp.MustCompile(`(?m)^// Flags:[ \t]+(--.*)$`)
	envLine   = regexp.MustCompile(`(?m)^// Env:[ \t]+(.*)$`)
	// What starts a second Node, by whatever name.
	children = regexp.MustCompile(`child_process|process\.execPath|spawnPromisified|spawnSyncAnd|require\('cluster'\)|from 'node:cluster'|common/debugger|startNewREPLServer`)
)

// nodeOnly are flags that mean something in V8 or inside Node alone, by how they begin.
var nodeOnly = []string{
	"--expose-internals", "--expose_internals", "--allow-natives-syntax", "--allow_natives_syntax", "--inspect", "--experimental-network-inspection",
	"--max-old-space-size", "--max-semi-space", "--js-source-phase-imports", "--trace-gc", "--no-node-snapshot",
	"--enable-sharedarraybuffer", "--v8-", "--stress-compaction", "--predictable-gc-schedule", "--noconcurrent", "--no-concurrent",
	"--jitless", "--gc-interval", "--expose_externalize_string", "--harmony", "--debug-", "--disallow-code-generation", "--experimental-shadow-realm",
	"--permission", "--allow-", "--test-udp-no-try-send", "--test-isolation", "--build-snapshot", "--no-async-context-frame", "--frozen-intrinsics",
	"--disable-proto", "--use-system-ca", "--no-use-", "--use-bundled-ca", "--use-openssl-ca", "--experimental-quic", "--experimental-sqlite",
	"--experimental-eventsource", "--zero-fill-buffers", "--experimental-wasm-modules", "--tls-",
}

func readNodeTest(dir, sub, file string) (nodeTest, error) {
	t := nodeTest{name: sub + "/" + file, module: moduleOf(sub, file)}
	text, err := os.ReadFile(filepath.Join(dir, "test", sub, file))
	if err != nil {
		return t, err
	}
	if m := flagsLine.FindSubmatch(text); m != nil {
		t.flags = strings.Fields(string(m[1]))
	}
	if m := envLine.FindSubmatch(text); m != nil {
		t.env = strings.Fields(string(m[1]))
	}
	for _, flag := range t.flags {
		if slices.ContainsFunc(nodeOnly, func(p string) bool { return strings.HasPrefix(flag, p) }) {
			t.skip = "flag " + flag
			return t, nil
		}
	}
	if children.Match(text) {
		t.skip = "second Node process"
	}
	return t, nil
}

// findNodeTests lists the tests of the suite in dir.
func findNodeTests(dir string) ([]nodeTest, error) {
	var list []nodeTest
	for _, sub := range []string{"es-module", "parallel"} {
		files, err := os.ReadDir(filepath.Join(dir, "test", sub))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			name := f.Name()
			if !strings.HasPrefix(name, "test-") || !(strings.HasSuffix(name, ".js") || strings.HasSuffix(name, ".mjs")) {
				continue
			}
			t, err := readNodeTest(dir, sub, name)
			if err != nil {
				return nil, err
			}
			list = append(list, t)
		}
	}
	return list, nil
}
