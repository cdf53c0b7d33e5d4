package main

import (
	"os"

	"golang.org/x/term"
)

// isTerminal tells whether a person sees what is written to w.
func isTerminal(w any) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
