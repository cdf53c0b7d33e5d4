// Lint checks what the project asks of its tests and no linter at hand looks for: that nothing
// sleeps on the wall clock, and that no assertion runs on a test that may have ended. Go vet runs
// it: see tools/lint.sh.
package main

import "golang.org/x/tools/go/analysis/unitchecker"

func main() { unitchecker.Main(Sleep, Ended) }
