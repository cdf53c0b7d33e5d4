// Slowest reads what go test -json prints, passes on what go test prints without it (each
// package's closing line, and all that a failing test said), and ends with the slowest tests.
//
//	go test -json ./... | go run -C tools ./slowest
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// shown is how many tests are listed.
const shown = 15

// event is a line of go test -json; go doc test2json describes it.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64 // seconds
}

// test is one that has ended.
type test struct {
	name    string
	seconds float64
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "slowest:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	said := map[string][]string{} // of tests that have not ended
	var ended []test
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if err != nil && line == "" {
			break
		}
		var e event
		if json.Unmarshal([]byte(line), &e) != nil {
			fmt.Fprint(out, line) // what go says before any test
			continue
		}
		name := e.Package + " " + e.Test
		switch {
		case e.Action == "build-output":
			fmt.Fprint(out, e.Output)
		case e.Test == "" && e.Action == "output" && closes(e.Output):
			fmt.Fprint(out, e.Output)
		case e.Action == "output":
			said[name] = append(said[name], e.Output)
		case e.Action == "fail":
			fmt.Fprint(out, strings.Join(said[name], ""))
			fallthrough
		case e.Action == "pass" || e.Action == "skip":
			delete(said, name)
			if e.Test != "" && !strings.Contains(e.Test, "/") {
				ended = append(ended, test{name, e.Elapsed})
			}
		}
	}
	list(out, ended)
	return nil
}

// closes says whether a line is the last of a package.
func closes(line string) bool {
	return slices.ContainsFunc([]string{"ok  \t", "FAIL\t", "?   \t"}, func(s string) bool { return strings.HasPrefix(line, s) })
}

func list(out io.Writer, ended []test) {
	slices.SortFunc(ended, func(a, b test) int { return cmp.Or(cmp.Compare(b.seconds, a.seconds), cmp.Compare(a.name, b.name)) })
	fmt.Fprintln(out, "\nthe slowest tests:")
	for _, t := range ended[:min(shown, len(ended))] {
		fmt.Fprintf(out, "%7.1f s  %s\n", t.seconds, t.name)
	}
}
