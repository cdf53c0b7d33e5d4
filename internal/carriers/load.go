package carriers

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// listFile is what the vendor's list is called where it is kept.
const listFile = "trackreg-carriers.json"

// Beside returns where the vendor's list is kept: in the folder of the settings file in force, or
// in the working folder where there is none.
func Beside(settingsFile string) string {
	return filepath.Join(filepath.Dir(settingsFile), listFile)
}

// Load returns the table of the vendor's list that is kept at path, with the aliases that are
// built in; BuiltIn where no file is there. A carrier that is built in and not in the vendor's
// list is left out: the vendor knows it no more.
func Load(path string) (*Table, error) {
	entries, err := readList(path)
	if errors.Is(err, fs.ErrNotExist) {
		return BuiltIn(), nil
	}
	if err != nil {
		return nil, err
	}
	return newTable(withAliases(entries)), nil
}

// readList reads the list that is kept at path.
func readList(path string) ([]entry, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the list of carriers: %w", err)
	}
	defer file.Close()
	entries, _, err := readFrom(file)
	if err != nil {
		return nil, fmt.Errorf("the list of carriers %s can't be used: %w; fetch it anew with `trackreg carriers update`, or remove it", path, err)
	}
	return entries, nil
}

// readFrom reads a list, and returns it as it came as well.
func readFrom(in io.Reader) (entries []entry, text []byte, err error) {
	text, err = io.ReadAll(io.LimitReader(in, mostBytes+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read it: %w", err)
	}
	if len(text) > mostBytes {
		return nil, nil, errTooLarge
	}
	entries, err = vendorList(text)
	return entries, text, err
}

var errTooLarge = fmt.Errorf("it is larger than %d MiB", mostBytes>>20)

// withAliases gives the vendor's carriers the names that are built in.
func withAliases(entries []entry) []entry {
	known := BuiltIn()
	for i, e := range entries {
		if c, ok := known.ByCode(e.Code); ok {
			entries[i].Aliases = slices.Concat([]string{c.Name}, c.Aliases)
		}
	}
	return entries
}
