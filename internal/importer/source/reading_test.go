package source_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// reader reads an import's source in a test.
type reader struct {
	*testing.T
	source.Source
}

func newReader(t *testing.T, i configs.Import, o source.Options) *reader {
	t.Helper()
	if o.TempDir == "" {
		o.TempDir = t.TempDir()
	}
	s, err := source.New(i, o)
	require.NoError(t, err)
	return &reader{T: t, Source: s}
}

// parts lists the parts.
func (r *reader) parts() []source.Part {
	r.Helper()
	listed, err := r.Parts(r.Context())
	require.NoError(r, err)
	require.Empty(r, listed.Left)
	return listed.Parts
}

// part is the only part.
func (r *reader) part() source.Part {
	r.Helper()
	parts := r.parts()
	require.Len(r, parts, 1)
	return parts[0]
}

// open opens the part; the rows are closed with the test.
func (r *reader) open(part source.Part, at source.Position) source.Rows {
	r.Helper()
	rows, err := r.Open(r.Context(), part, at)
	require.NoError(r, err)
	r.Cleanup(func() { require.NoError(r, rows.Close()) })
	return rows
}

// all are the numbers of the part, or what is wrong with a row.
func (r *reader) all(part source.Part, at source.Position) []string {
	r.Helper()
	numbers, err := drain(r.open(part, at))
	require.NoError(r, err)
	return numbers
}

// fails opens and reads the part and returns the error that this ends with.
func (r *reader) fails(part source.Part, at source.Position) *source.Error {
	r.Helper()
	rows, err := r.Open(r.Context(), part, at)
	if err == nil {
		defer rows.Close()
		_, err = drain(rows)
	}
	return asError(r.T, err)
}

// drain reads up to the end.
func drain(rows source.Rows) ([]string, error) {
	var numbers []string
	for {
		row, err := rows.Read()
		switch {
		case errors.Is(err, io.EOF):
			return numbers, nil
		case err != nil:
			return numbers, err
		case row.Err != nil:
			numbers = append(numbers, row.Err.Error())
		default:
			numbers = append(numbers, string(row.Entry.Payload))
		}
	}
}

func asError(t *testing.T, err error) *source.Error {
	t.Helper()
	require.Error(t, err)
	var failed *source.Error
	require.ErrorAs(t, err, &failed)
	return failed
}

// payloads are the payloads of numbers that have nothing else.
func payloads(numbers ...string) []string {
	var all []string
	for _, number := range numbers {
		all = append(all, `{"number":"`+number+`"}`)
	}
	return all
}

// write writes a file and returns its path.
func write(t *testing.T, path, text string) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	return path
}
