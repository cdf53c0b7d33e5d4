package job

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/trackreg/trackreg/internal/rows"
)

// failuresMark marks the names of files with rows that failed.
const failuresMark = ".failures"

// FailuresName is the name of the file for the rows that fail, in the current
// folder: the input's, with ".failures" before the ending, and a number behind
// that where such a file is there already, for somebody may have mended it. Of a
// spreadsheet it is one as well.
func (in *Input) FailuresName() string {
	base := rows.UnpackedName(filepath.Base(in.Name))
	base = strings.TrimSuffix(base, filepath.Ext(base))
	if cut := strings.Index(base, failuresMark); cut > 0 {
		base = base[:cut]
	}
	ending := ".csv"
	if in.reader.Format() == rows.XLSX {
		ending = ".xlsx"
	}
	return freeName(base+failuresMark, ending)
}

// freeName is a name that no file has: with a number before the ending if need be.
func freeName(base, ending string) string {
	name := base + ending
	for n := 2; exists(name); n++ {
		name = fmt.Sprintf("%s-%d%s", base, n, ending)
	}
	return name
}

// CheckFailures refuses a failures file that is the input itself: making it would
// empty the input before it has been read.
func (in *Input) CheckFailures(path string) error {
	if in.file == nil {
		return nil
	}
	input, err := in.file.Stat()
	if err != nil {
		return fmt.Errorf("look at %s: %w", in.Name, err)
	}
	other, err := os.Stat(path)
	if err == nil && os.SameFile(input, other) {
		return wrong("the failures file %s is the input itself: name another", path)
	}
	return nil
}
