package job

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/trackreg/trackreg/internal/rows"
)

// TestPackedFilesAreChosenAsTheyAre reads an XLSX and a packed CSV. Of neither it is known how many
// rows there are before they have been read, and neither leaves a temporary file.
func TestPackedFilesAreChosenAsTheyAre(t *testing.T) {
	t.Chdir(t.TempDir())
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	for name, write := range map[string]func(*os.File) error{"numbers.xlsx": writeXLSX, "numbers.csv.gz": writeGzip} {
		file, err := os.Create(name)
		require.NoError(t, err)
		require.NoError(t, write(file))
		require.NoError(t, file.Close())

		in, err := Choose([]string{name}, nil, rows.Options{})
		require.NoError(t, err)
		require.Zero(t, in.lines, name)
		row, ok := in.next(t.Context())
		require.True(t, ok, name)
		require.Equal(t, "RR123456785CN", row.Entry.Number, name)
		_, ok = in.next(t.Context())
		require.False(t, ok, name)
		in.Close()
		left, err := os.ReadDir(temporary)
		require.NoError(t, err)
		require.Empty(t, left, name)
		require.Empty(t, openIn(temporary), name)
	}
}

// openIn returns the open files of a folder, deleted ones too, where the system tells them.
func openIn(folder string) []string {
	var open []string
	all, _ := filepath.Glob("/proc/self/fd/*")
	for _, one := range all {
		if path, err := os.Readlink(one); err == nil && strings.HasPrefix(path, folder) {
			open = append(open, path)
		}
	}
	return open
}

func writeXLSX(to *os.File) error {
	book := excelize.NewFile()
	if err := book.SetSheetCol("Sheet1", "A1", &[]string{"number", "RR123456785CN"}); err != nil {
		return err
	}
	return book.Write(to)
}

func writeGzip(to *os.File) error {
	w := gzip.NewWriter(to)
	if _, err := w.Write([]byte("number\nRR123456785CN\n")); err != nil {
		return err
	}
	return w.Close()
}
