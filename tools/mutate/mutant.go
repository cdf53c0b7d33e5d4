package main

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// mutant is one change to the code, and what became of it.
type mutant struct {
	site
	status   string
	lineNo   int
	offset   int    // where in the file the operator begins
	operator string // as it stands, before the change
	// blind: go's coverage has no block for the place, so that gremlins takes it for not covered.
	blind bool
}

// site says where a mutant is in words that stay true when the file is edited elsewhere.
type site struct {
	file     string // from the repository's root
	function string // "state.take", "" outside of all
	kind     string
	line     string // trimmed, with the operator between « and »
}

// String is the site as it stands in the list of survivors.
func (s site) String() string {
	return strings.Join(strings.Fields(s.file+" "+s.function+" "+s.kind), " ") + "\n    " + s.line
}

// locate finds the places of the findings in the code.
func locate(root string, r room, found []finding) ([]mutant, error) {
	sources := map[string]*source{}
	mutants := make([]mutant, 0, len(found))
	for _, f := range found {
		file := path.Join(r.dir, f.file)
		if sources[file] == nil {
			src, err := readSource(root, file)
			if err != nil {
				return nil, err
			}
			sources[file] = src
		}
		m, err := sources[file].mutant(f)
		if err != nil {
			return nil, err
		}
		mutants = append(mutants, m)
	}
	slices.SortFunc(mutants, func(a, b mutant) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.offset, b.offset), cmp.Compare(a.kind, b.kind))
	})
	return mutants, nil
}
