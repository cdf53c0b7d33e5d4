# trackreg: `make` lists what there is to make.

VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS   := -s -w -X main.version=$(VERSION)
BENCHTIME ?= 1s
FUZZTIME  ?= 30s
BENCH     ?=
CHAOS     ?=
ROOM      ?=

.DEFAULT_GOAL := help
.PHONY: help build test slow race image lint bench bench-go chaos fuzz mutate clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## bin/trackreg, static, with its version stamped in
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/trackreg ./cmd/trackreg

test: ## all tests
	go test ./...

slow: ## the tests that take minutes or LibreOffice: what a killed worker held, an upgrade (TRACKREG_BEFORE=REVISION), a file mended in a spreadsheet
	go test -tags slow -timeout 30m ./cmd/trackreg

race: ## all tests under the race detector
	go test -race ./...

image: ## build the container image with buildah and try it, as root
	TEST_IMAGE=1 go test ./deploy -run TestImage -count=1 -v -timeout 30m

lint: ## gofmt, go vet, staticcheck, govulncheck, and what tests may not do (tools/lint)
	tools/gofmt.sh
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...
	tools/govulncheck.sh
	tools/lint.sh

bench: ## the figures as a table, then go's benchmarks (BENCH="-run ceiling", "-quick", "-list")
	go run ./bench/trackreg-bench $(BENCH)
	$(MAKE) --no-print-directory bench-go

bench-go: ## go's benchmarks alone, each for BENCHTIME
	go test ./... -run '^$$' -bench . -benchmem -benchtime $(BENCHTIME)

chaos: ## 20,000 numbers through killed workers, a killed Redis and broken answers (CHAOS="-seed 7")
	go run ./bench/trackreg-chaos $(CHAOS)

fuzz: ## every fuzz target, each for FUZZTIME (30s; 10000000x is a number of inputs)
	tools/fuzz.sh $(FUZZTIME)

mutate: ## small changes to the code that no test notices; hours for all rooms (ROOM=batching for one)
	go run -C tools/mutate . $(ROOM)

clean: ## what was built
	rm -rf bin dist
