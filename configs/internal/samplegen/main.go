// Command samplegen writes sample.csv: numbers as a shop has them, valid by their carriers' check
// digits, and among them rows that are faulty in every way that matters. The same program always
// writes the same file.
//
//	go generate ./configs
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	path := flag.String("o", "sample.csv", "file to write")
	flag.Parse()
	if err := os.WriteFile(*path, sample(), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "samplegen:", err)
		os.Exit(1)
	}
}
