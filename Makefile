# `make` lists the targets.
GO ?= go
NODE ?= node
FUZZTIME ?= 60s

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

build: ## bin/wjs, one static binary
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/wjs ./cmd/wjs

demo: build ## the main job: count the words of a folder of texts, in the sandbox
	./bin/wjs run --allow-read=examples/wordcount/texts --allow-write=bin/report.json examples/wordcount/main.ts examples/wordcount/texts bin/report.json

test: ## all tests that need no download
	$(GO) test ./...
	$(GO) test -run TestList ./testdata/mutants

race: ## all tests under the race detector
	$(GO) test -race -timeout 40m ./...

lint: ## gofmt, vet for every system, staticcheck
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	@for os in linux darwin windows; do for arch in amd64 arm64; do \
	  echo "vet $$os/$$arch"; GOOS=$$os GOARCH=$$arch $(GO) vet ./... || exit 1; done; done
	$(GO) run honnef.co/go/tools/cmd/staticcheck@latest ./...

npm-tests: build ## run npm packages and compare with Node's output (needs npm)
	WJS_NPM=1 $(GO) test -run TestNPM -v -timeout 20m ./cmd/wjs

node-tests: build ## Node's own tests, from a checkout: DIR=… [MODULE=fs,path] [ARGS=-v]
	$(GO) run ./cmd/conformance node $(if $(MODULE),-module $(MODULE)) $(ARGS) $(DIR)

wpt: build ## the web-platform-tests that Node keeps, from the same checkout: DIR=… [MODULE=url,streams] [ARGS=-v]
	$(GO) run ./cmd/conformance wpt $(if $(MODULE),-module $(MODULE)) $(ARGS) $(DIR)

wasi-testsuite: ## the preview1 programs of WebAssembly/wasi-testsuite (branch prod/testsuite-base) in DIR
	WASI_TESTSUITE=$(abspath $(DIR)) $(GO) test -run 'TestSuite|TestWASISuite' -count 1 -timeout 20m . ./wasi/preview1

test262: ## the language's own tests, of a checkout of tc39/test262 in DIR, against native quickjs-ng's results
	WJS_TEST262=$(abspath $(DIR)) $(GO) test -run Test262 -v -timeout 4h ./engine

test-interpreter: ## the engine's tests on wazero's interpreter, without the longest
	WJS_INTERPRETER=1 $(GO) test -short -timeout 30m -skip 'Denial|Recycled|Clone|Private|Leak' ./engine

golden: ## record anew, from real Node 24 (NODE=...), what the order programs print and what modules have
	$(NODE) testdata/surface/surface.js 2>/dev/null > testdata/surface/surface.golden
	cd testdata/wasm && for f in *.mjs; do $(NODE) --no-warnings $$f > $${f%.*}.golden; done
	cd testdata/order && for f in *.js *.mjs; do $(NODE) $$f > $${f%.*}.golden 2>&1 || true; done

# What fails with Go's own deadline and no input to show for it has found nothing: golang/go#75804.
fuzz: ## every fuzzer for FUZZTIME
	@log=$$(mktemp); trap 'rm -f '$$log EXIT; \
	for pkg in $$($(GO) list ./...); do for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	  echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$pkg > $$log 2>&1 || \
	    { grep -q '^    context deadline exceeded' $$log && ! grep -q 'Failing input' $$log; } || { cat $$log; exit 1; }; \
	  tail -n 1 $$log; done; done

bench-node: build ## side by side with real Node (NODE=...; ROUNDS=5, TYPESCRIPT=folder of that package)
	$(NODE) testdata/bench/compare.js bin/wjs $(or $(ROUNDS),5) $(TYPESCRIPT)

mutants: ## take each guard of the sandbox out in turn: its test must fail (about 15 minutes)
	WJS_MUTANTS=1 $(GO) test -count=1 -timeout 60m -v -run TestMutants ./testdata/mutants

race-links: ## swap a directory for a link, 10,000 rounds an operation
	WJS_RACE_ROUNDS=10000 $(GO) test -count=1 -v -run TestSwapRace ./wasi

bench: ## wjs and its peers side by side, as a table (V8=folder of v8-v7, NATIVE=quickjs-ng)
	$(GO) run -C testdata/bench/harness ./report -native $(or $(NATIVE),qjs) $(if $(V8),-v8 $(abspath $(V8)))

.PHONY: benchmarks
benchmarks: ## Go's benchmarks of every package
	$(GO) test -run '^$$' -bench . -benchmem ./...

.PHONY: help build demo test race lint npm-tests node-tests wpt wasi-testsuite golden fuzz mutants race-links bench bench-node test262 test-interpreter
