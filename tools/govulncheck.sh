#!/usr/bin/env bash
# Checks for known vulnerabilities. Without a way to the vulnerability database it says "not
# checked" and passes; on anything else that goes wrong, and on a finding, it fails.
set -euo pipefail
cd "$(dirname "$0")/.."

# net/http's words for a request that met no server, as govulncheck passes them on. A server
# that answers, if only with an error, gives others.
unreachable='^govulncheck: fetching vulnerabilities: (Get|Head) "https?://[^"]+": .+'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
report=$work/report

# Built by itself, so that what go says of its downloads is not in the report.
go build -modfile=tools/go.mod -o "$work/govulncheck" golang.org/x/vuln/cmd/govulncheck
if "$work/govulncheck" ./... >"$report" 2>&1; then
  cat "$report"
elif [ "$(grep -c . "$report")" -eq 1 ] && grep -Eq "$unreachable" "$report"; then
  echo 'govulncheck: not checked: its database cannot be reached'
else
  cat "$report" >&2
  exit 1
fi
