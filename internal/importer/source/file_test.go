package source_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
)

func files(t *testing.T, pattern string) *reader {
	t.Helper()
	return newReader(t, configs.Import{Name: "nightly", Source: configs.Source{Path: pattern}}, source.Options{})
}

func TestFile(t *testing.T) {
	name := write(t, filepath.Join(t.TempDir(), "numbers.csv"), "number,tag\nRR000000001CN,a\nRR000000002CN,b\n,c\n")
	r := files(t, name)
	part := r.part()
	require.Equal(t, name, part.Name)
	require.EqualValues(t, 46, part.Size)

	rows := r.open(part, source.Position{})
	require.Equal(t, []string{"number", "tag"}, rows.Layout().Header)
	_, err := rows.Read()
	require.NoError(t, err)
	require.Equal(t, source.Position{Row: 1}, rows.Position())
	require.Equal(t, []string{
		`{"number":"RR000000002CN","tag":"b"}`, name + `:4: number is empty: put the tracking number there`,
	}, r.all(part, rows.Position()), "from the second row on")

	_, err = drain(rows)
	require.NoError(t, err)
	require.InDelta(t, 1, rows.Share(), 0.001)
	require.EqualValues(t, 3, rows.Position().Row)
}

func TestFileAsTheSettingsSay(t *testing.T) {
	name := write(t, filepath.Join(t.TempDir(), "orders.txt"),
		"Sendung;Dienst;Versandt\nRR000000001CN;DHL Paket;2026-11-20\nRR000000002CN;dhl paket;2026-01-01\nRR000000003CN;;M\xfcll\n")
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	r := newReader(t, configs.Import{
		Source:    configs.Source{Path: name, Format: "csv", Separator: ";", Encoding: "windows-1252"},
		Columns:   map[string]string{"number": "sendung", "carrier": "Dienst"},
		Carriers:  map[string]int{"DHL Paket": 7041},
		Fixed:     map[string]string{"tag": "shop"},
		NewerThan: configs.NewerThan{Column: "Versandt", Age: 720 * time.Hour},
	}, source.Options{Now: now})
	rows := r.open(r.part(), source.Position{})
	first, err := rows.Read()
	require.NoError(t, err)
	require.JSONEq(t, `{"number":"RR000000001CN","carrier":7041,"tag":"shop"}`, string(first.Entry.Payload))
	second, err := rows.Read()
	require.NoError(t, err)
	require.True(t, second.Old)
	third, err := rows.Read()
	require.NoError(t, err)
	require.ErrorContains(t, third.Err, "Müll", "decoded, and no date")
}

func TestGlob(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.csv", "a.csv", "c.txt", "done/z.csv", "sub/d.csv"} {
		write(t, filepath.Join(dir, name), "number\nAB12345\n")
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder.csv"), 0o755))
	for pattern, want := range map[string][]string{
		"*.csv":      {"a.csv", "b.csv"},
		"[ab].csv":   {"a.csv", "b.csv"},
		"*.xlsx":     nil,
		"*/*.csv":    {"sub/d.csv"}, // done holds what was read
		"done/*.csv": {"done/z.csv"},
		"?.t?t":      {"c.txt"},
	} {
		var got []string
		for _, part := range files(t, filepath.Join(dir, pattern)).parts() {
			name, err := filepath.Rel(dir, part.Name)
			require.NoError(t, err)
			got = append(got, name)
		}
		require.Equal(t, want, got, pattern)
	}
}

func TestNameThatLooksLikeAPattern(t *testing.T) {
	name := write(t, filepath.Join(t.TempDir(), "orders [2026].csv"), "number\nAB12345\n")
	r := files(t, name)
	require.Equal(t, payloads("AB12345"), r.all(r.part(), source.Position{}))
}

func TestSourceThatCannotBeListed(t *testing.T) {
	dir := t.TempDir()
	for pattern, want := range map[string]string{
		"missing.csv":    dir + "/missing.csv does not exist: put it there, or mend the path",
		".":              dir + " is a directory: add /*.csv to read the files in it",
		"missing/*.csv":  dir + "/missing does not exist: put it there, or mend the path",
		"nothing[.csv":   dir + `/nothing[.csv is no pattern: close the [, or write \[ for the sign itself`,
		"a.csv/more.csv": "not a directory",
	} {
		write(t, filepath.Join(dir, "a.csv"), "")
		_, err := files(t, filepath.Join(dir, pattern)).Parts(t.Context())
		require.ErrorContains(t, asError(t, err), want, pattern)
	}
}

func TestFileThatCannotBeRead(t *testing.T) {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	_, err := writer.Write(bytes.Repeat([]byte("number\nAB12345\nAB123456\n"), 1000))
	require.NoError(t, err)
	require.NoError(t, writer.Close())

	for name, c := range map[string]struct{ text, want string }{
		"empty.csv":   {"", "is empty"},
		"page.csv":    {"\ufeff \n<!DOCTYPE html><title>Sign in</title>", "is a web page and holds no rows"},
		"columns.csv": {"shop,city\na,b\n", "no column is the tracking number's"},
		"cut.csv.gz":  {packed.String()[:packed.Len()-9], "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			r := files(t, write(t, filepath.Join(t.TempDir(), name), c.text))
			failed := r.fails(r.part(), source.Position{})
			require.ErrorContains(t, failed, c.want)
			require.Equal(t, r.part().Name, failed.Part)
			require.False(t, failed.Passing)
		})
	}
}

func TestFileThatChangesWhileItIsRead(t *testing.T) {
	name := write(t, filepath.Join(t.TempDir(), "numbers.csv"), "number\nAB12345\nAB123456\n")
	r := files(t, name)
	part := r.part()
	rows := r.open(part, source.Position{})
	_, err := rows.Read()
	require.NoError(t, err)
	changed, err := r.Changed(t.Context(), part)
	require.NoError(t, err)
	require.False(t, changed)

	write(t, name, "number\nAB12345\nAB123456\nAB1234567\n")
	numbers, err := drain(rows)
	require.NotEmpty(t, numbers)
	require.ErrorIs(t, err, source.ErrChanged, "noticed at its end")
	require.False(t, asError(t, err).Passing)

	changed, err = r.Changed(t.Context(), part)
	require.NoError(t, err)
	require.True(t, changed)
	require.ErrorIs(t, r.fails(part, source.Position{Row: 1}), source.ErrChanged)
	moved, err := r.Finish(t.Context(), part)
	require.ErrorIs(t, err, source.ErrChanged)
	require.False(t, moved)
	require.FileExists(t, name)
}

func TestFileStillBeingWritten(t *testing.T) {
	name := write(t, filepath.Join(t.TempDir(), "numbers.csv"), "number\nAB12345\nAB")
	r := files(t, name)
	part := r.part()
	rows := r.open(part, source.Position{})
	write(t, name, "number\nAB12345\nAB123456\n")
	_, err := drain(rows)
	require.ErrorIs(t, err, source.ErrChanged, "and not that its last number is wrong")
}

func TestFileThatIsGone(t *testing.T) {
	name := write(t, filepath.Join(t.TempDir(), "numbers.csv"), "number\nAB12345\n")
	r := files(t, name)
	part := r.part()
	require.NoError(t, os.Remove(name))
	changed, err := r.Changed(t.Context(), part)
	require.NoError(t, err)
	require.True(t, changed)
	require.ErrorContains(t, r.fails(part, source.Position{}), "does not exist")
}

func TestFileShorterThanItsCursor(t *testing.T) {
	r := files(t, write(t, filepath.Join(t.TempDir(), "numbers.csv"), "number\nAB12345\n"))
	require.ErrorIs(t, r.fails(r.part(), source.Position{Row: 2}), source.ErrChanged)
}

func TestDone(t *testing.T) {
	dir := t.TempDir()
	for want, name := range map[string]string{
		"numbers-2.csv.gz": "numbers.csv.gz", "plain-2": "plain", ".hidden-2.csv": ".hidden.csv",
	} {
		write(t, filepath.Join(dir, "done", name), "an earlier one")
		r := files(t, write(t, filepath.Join(dir, name), "number\nAB12345\n"))
		part := r.part()
		for range 2 { // the second time nothing is left to be done
			moved, err := r.Finish(t.Context(), part)
			require.NoError(t, err)
			require.True(t, moved)
		}
		require.NoFileExists(t, part.Name)
		require.FileExists(t, filepath.Join(dir, "done", want))
		earlier, err := os.ReadFile(filepath.Join(dir, "done", name))
		require.NoError(t, err)
		require.Equal(t, "an earlier one", string(earlier))
	}
}

func TestDoneThatIsAFile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "done"), "a file")
	r := files(t, write(t, filepath.Join(dir, "numbers.csv"), "number\nAB12345\n"))
	moved, err := r.Finish(t.Context(), r.part())
	require.False(t, moved)
	require.ErrorContains(t, asError(t, err), "numbers.csv was read, but cannot be moved to done")
}

func TestReadingEndsWithItsContext(t *testing.T) {
	r := files(t, write(t, filepath.Join(t.TempDir(), "numbers.csv"), "number\nAB12345\n"))
	ctx, cancel := context.WithCancel(t.Context())
	rows, err := r.Open(ctx, r.part(), source.Position{})
	require.NoError(t, err)
	defer rows.Close()
	cancel()
	_, err = rows.Read()
	require.ErrorIs(t, err, context.Canceled)
	var failed *source.Error
	require.NotErrorAs(t, err, &failed, "no fault of the source's")
}

func TestImportWithoutASource(t *testing.T) {
	_, err := source.New(configs.Import{Name: "nightly"}, source.Options{})
	require.EqualError(t, err, "nightly names no source: give one of path, url, bucket and sql")
}
