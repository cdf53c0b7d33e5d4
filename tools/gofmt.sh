#!/usr/bin/env bash
# Fails, naming the files, when Go code is not formatted as gofmt does it.
set -euo pipefail
cd "$(dirname "$0")/.."

unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
  printf 'gofmt: not formatted (mend with: gofmt -w FILE):\n%s\n' "$unformatted" >&2
  exit 1
fi
