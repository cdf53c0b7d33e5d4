package job

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// ArgumentError says why arguments name no input that can be read.
type ArgumentError struct{ err error }

// Error says what is wrong, and what to give instead.
func (e *ArgumentError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *ArgumentError) Unwrap() error { return e.err }

// Stdin is the argument that means standard input.
const Stdin = "-"

// Choose opens the input that the arguments of a command name: a file, [Stdin],
// or tracking numbers. A word that can be no number and names no file, such as
// a misspelt path, is an error of the type *[ArgumentError], as is a file in no
// format that can be read. Close the input.
func Choose(args []string, stdin io.Reader, o rows.Options) (*Input, error) {
	switch {
	case len(args) == 0:
		return nil, wrong("give a file, - for standard input, or tracking numbers")
	case len(args) == 1 && args[0] == Stdin:
		o.Name = "stdin"
		return open(stdin, 0, nil, o)
	case len(args) == 1 && exists(args[0]):
		return openFile(args[0], o)
	}
	args = slices.Clone(args)
	for i, arg := range args {
		args[i] = queue.TrimNumber(arg) // pasted ones bring blanks along
		if err := checkNumber(args[i], len(args)); err != nil {
			return nil, err
		}
	}
	o.Name, o.Format = "numbers", rows.Lines
	in, err := open(strings.NewReader(strings.Join(args, "\n")+"\n"), 0, nil, o)
	if err == nil {
		in.Single = true
	}
	return in, err
}

func wrong(format string, args ...any) error {
	return &ArgumentError{fmt.Errorf(format, args...)}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func openFile(path string, o rows.Options) (*Input, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, wrong("%s is a folder: give a file in it", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, &ArgumentError{err}
	}
	lines := int64(0)
	if info.Mode().IsRegular() { // anything else can be read once only
		if lines, err = countLines(file); err != nil {
			_ = file.Close() // it was only read
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
	}
	o.Name = path
	return open(file, lines, file, o)
}

// checkNumber refuses an argument that is more likely a path, or an input among
// several. 17TRACK's numbers are letters, digits and hyphens.
func checkNumber(arg string, of int) error {
	odd := func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-'
	}
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	switch {
	case of > 1 && (arg == Stdin || exists(arg)):
		return wrong("%s is one of several arguments: give one file at a time, or numbers alone", arg)
	case strings.ContainsFunc(arg, odd) || len(arg) > queue.MaxNumber:
		return wrong("%q is neither a file that exists nor a tracking number: check the path; "+
			"numbers are 5 to 50 letters, digits and hyphens", arg)
	case !strings.ContainsFunc(arg, digit):
		return wrong("%q is neither a file that exists nor a tracking number, which has digits: check the path", arg)
	}
	return nil
}
