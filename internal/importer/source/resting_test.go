package source_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
)

const settledAfter = 10 * time.Second

// resting reads files that have to rest, by the clock of the test.
func resting(t *testing.T, pattern string) *reader {
	t.Helper()
	return newReader(t, configs.Import{Source: configs.Source{Path: pattern}, SettledAfter: settledAfter}, source.Options{})
}

// writeAt writes a file at a time of the clock that the test goes by.
func writeAt(t *testing.T, name, text string, at time.Time) {
	t.Helper()
	write(t, name, text)
	require.NoError(t, os.Chtimes(name, at, at))
}

// listing are the names of the parts, and what is said of files that are left.
func (r *reader) listing() (names, left []string) {
	r.Helper()
	listed, err := r.Parts(r.Context())
	require.NoError(r, err)
	for _, part := range listed.Parts {
		names = append(names, filepath.Base(part.Name))
	}
	for _, one := range listed.Left {
		left = append(left, filepath.Base(one.Part)+" "+one.Problem)
	}
	return names, left
}

//trackreg:sleeps on the virtual clock
func TestFilesAreReadWhenTheyRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		r := resting(t, filepath.Join(dir, "*.csv"))
		writeAt(t, filepath.Join(dir, "old.csv"), "number\nAB12345", time.Now().Add(-time.Hour))
		growing := filepath.Join(dir, "growing.csv")
		writeAt(t, growing, "number\nAB12345\nAB12", time.Now())
		names, left := r.listing()
		require.Equal(t, []string{"old.csv"}, names, "one that has rested for long needs no last line")
		require.Equal(t, []string{"growing.csv is still being written"}, left)

		time.Sleep(3 * settledAfter)
		names, left = r.listing()
		require.Equal(t, []string{"old.csv"}, names, "its writer stopped in the middle of a row")
		require.Equal(t, []string{"growing.csv does not end with a whole line, and may still be written"}, left)
		listed, err := r.Parts(t.Context())
		require.NoError(t, err)
		require.True(t, listed.Left[0].Passing)
		require.ErrorIs(t, listed.Left[0], source.ErrWriting)
		require.ErrorContains(t, listed.Left[0], "or nothing was written to it for 1m0s (6 times settled_after)")

		writeAt(t, growing, "number\nAB12345\nAB123456\n", time.Now())
		time.Sleep(settledAfter - time.Second)
		_, left = r.listing()
		require.Equal(t, []string{"growing.csv is still being written"}, left)
		time.Sleep(time.Second)
		names, left = r.listing()
		require.Equal(t, []string{"growing.csv", "old.csv"}, names)
		require.Empty(t, left)
	})
}

//trackreg:sleeps on the virtual clock
func TestAFileWhoseLastLineNeverEndsIsReadAfterSixTimesAsLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		name := filepath.Join(t.TempDir(), "numbers.csv")
		writeAt(t, name, "number\nAB12345", time.Now())
		r := resting(t, name)
		time.Sleep(6*settledAfter - time.Second)
		names, _ := r.listing()
		require.Empty(t, names)
		time.Sleep(time.Second)
		names, left := r.listing()
		require.Equal(t, []string{"numbers.csv"}, names)
		require.Empty(t, left)
	})
}

// TestTimesOfAClockThatIsAhead watches files instead: their times lie in the future.
//
//trackreg:sleeps on the virtual clock
func TestTimesOfAClockThatIsAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		name, ahead := filepath.Join(t.TempDir(), "numbers.csv"), time.Now().Add(time.Hour)
		writeAt(t, name, "number\n", ahead)
		r := resting(t, name)
		r.listing()
		time.Sleep(settledAfter - time.Second)
		writeAt(t, name, "number\nAB12345\n", ahead)
		names, _ := r.listing()
		require.Empty(t, names, "its size has changed")
		time.Sleep(settledAfter)
		names, _ = r.listing()
		require.Equal(t, []string{"numbers.csv"}, names)
	})
}

func TestWhatEndsALine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		utf16le := func(text string) string {
			var bytes []byte
			for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
				bytes = append(bytes, byte(unit), byte(unit>>8))
			}
			return string(bytes)
		}
		utf16be := func(text string) string {
			bytes := []byte(utf16le(text))
			for i := 0; i < len(bytes); i += 2 {
				bytes[i], bytes[i+1] = bytes[i+1], bytes[i]
			}
			return string(bytes)
		}
		var packed bytes.Buffer
		writer := gzip.NewWriter(&packed)
		_, err := writer.Write([]byte("number\nAB12345"))
		require.NoError(t, err)
		require.NoError(t, writer.Close())
		for name, c := range map[string]struct {
			text string
			read bool
		}{
			"line feed":            {"number\nAB12345\n", true},
			"carriage return":      {"number\rAB12345\r", true},
			"both":                 {"number\r\nAB12345\r\n", true},
			"in the middle":        {"number\nAB12", false},
			"a single byte":        {"n", false},
			"nothing yet":          {"", false},
			"UTF-16":               {utf16le("number\nAB12345\n"), true},
			"UTF-16, middle":       {utf16le("number\nAB12"), false},
			"UTF-16BE":             {utf16be("number\nAB12345\r\n"), true},
			"UTF-16BE, middle":     {utf16be("number\nAB12"), false},
			"gzip":                 {packed.String(), true},
			"zstd":                 {"\x28\xb5\x2f\xfd....", true},
			"a workbook, or a zip": {"PK\x03\x04....", true},
		} {
			file := filepath.Join(t.TempDir(), "numbers")
			writeAt(t, file, c.text, time.Now().Add(-settledAfter))
			names, _ := resting(t, file).listing()
			require.Equal(t, c.read, len(names) == 1, name)
		}
	})
}

func TestWithoutSettledAfterFilesAreReadAsTheyAreFound(t *testing.T) {
	name := write(t, filepath.Join(t.TempDir(), "numbers.csv"), "number\nAB12")
	require.Equal(t, name, files(t, name).part().Name)
}
