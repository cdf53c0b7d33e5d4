#!/usr/bin/env bash
# Runs the project's own checks of its tests (tools/lint) over the whole repository.
set -euo pipefail
cd "$(dirname "$0")/.."

checker=$(mktemp)
trap 'rm -f "$checker"' EXIT
go build -C tools -o "$checker" ./lint
go vet -vettool="$checker" -tags slow ./...
