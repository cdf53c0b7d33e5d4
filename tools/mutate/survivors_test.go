package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestAListOfSurvivors(t *testing.T) {
	list, err := parseSurvivors(`# why they may live

p/p.go box.fill CONDITIONALS_BOUNDARY
    case n «<» most:
    At most itself both ways
    end alike.

p/p.go ARITHMETIC_BASE
    const most = 3 «*» 4
    It is a bound of nothing.
`)
	if err != nil {
		t.Fatal(err)
	}
	want := []survivor{
		{site{"p/p.go", "box.fill", "CONDITIONALS_BOUNDARY", "case n «<» most:"}, "At most itself both ways end alike."},
		{site{"p/p.go", "", "ARITHMETIC_BASE", "const most = 3 «*» 4"}, "It is a bound of nothing."},
	}
	if !slices.Equal(list, want) {
		t.Errorf("got %+v", list)
	}
}

func TestAnEntryThatSaysTooLittleIsAnError(t *testing.T) {
	for text, want := range map[string]string{
		"p.go f CONDITIONALS_BOUNDARY\n a «<» b":      "no reason",
		"p.go f CONDITIONALS_BOUNDARY\n a < b\n why":  "operator marked",
		"p.go f CONDITIONALS_BOUNDRY\n a «<» b\n why": "unknown kind",
		"p.go\n a «<» b\n why":                        "file, function and kind",
	} {
		_, err := parseSurvivors("# one\n\n" + text + "\n\n# end")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What the report prints of a new survivor is an entry of the list once a reason stands under it.
func TestAPrintedSurvivorReadsAsAnEntry(t *testing.T) {
	m := exampleMutant(t, "CONDITIONALS_BOUNDARY", "case n «<» most:")
	list, err := parseSurvivors(m.site.String() + "\n    because\n")
	if err != nil || len(list) != 1 || list[0].site != m.site {
		t.Errorf("got %+v, %v", list, err)
	}
}

// An entry is of no use if its file or its line has gone, or if no room has it.
func TestTheListIsOfCodeThatThereIs(t *testing.T) {
	const root = "../.."
	list, err := readSurvivors("survivors.txt")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[site]bool{}
	for _, s := range list {
		if seen[s.site] {
			t.Errorf("twice in the list:\n%s", s.site)
		}
		seen[s.site] = true
		text, err := os.ReadFile(filepath.Join(root, s.file))
		if err != nil {
			t.Error(err)
			continue
		}
		if !strings.Contains(string(text), strings.NewReplacer("«", "", "»", "").Replace(s.line)) {
			t.Errorf("no such line:\n%s", s.site)
		}
		if !slices.ContainsFunc(rooms, func(r room) bool { return strings.HasPrefix(s.file, r.dir+"/") }) {
			t.Errorf("in no room: %s", s.file)
		}
	}
}
