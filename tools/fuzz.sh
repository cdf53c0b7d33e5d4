#!/usr/bin/env bash
# Runs every fuzz target of the repository, one after the other, for $1 (a time as 30s, or a
# number of inputs as 10000000x; default 30s).
set -euo pipefail
cd "$(dirname "$0")/.."

budget=${1:-30s}
while IFS=: read -r file target; do
  echo "fuzz: $target in ${file%/*} for $budget"
  # Without a bound Go spends a minute on making each input of new coverage smaller.
  go test "${file%/*}" -run '^$' -fuzz "^$target\$" -fuzztime "$budget" -fuzzminimizetime 1x
done < <(grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' . | sed 's/func //' | sort)
