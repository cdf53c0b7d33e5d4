// Command errorsgen writes the tables of errors.md anew, from the table that the
// program itself goes by. What stands above them in the file stays.
//
//	go generate ./docs
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"

	"github.com/trackreg/trackreg/track17"
)

// mark is the line under which the tables stand.
const mark = "<!-- From here on: go generate ./docs -->\n"

func main() {
	path := flag.String("o", "errors.md", "file to write")
	flag.Parse()
	if err := rewrite(*path); err != nil {
		fmt.Fprintln(os.Stderr, "errorsgen:", err)
		os.Exit(1)
	}
}

func rewrite(path string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	above, _, found := bytes.Cut(page, []byte(mark))
	if !found {
		return fmt.Errorf("%s has no line %q", path, mark)
	}
	out := bytes.NewBuffer(above)
	out.WriteString(mark + "\n")
	if err := track17.WriteTable(out); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}
