package main

import (
	"strings"
	"testing"
)

const example = `package p

const most = 3 * 4

type box[T any] struct{ n int }

func (b *box[T]) fill(n int) string {
	switch {
	case n < most:
		b.n++
	case n > 2*most, n == most:
		return "a" + "b"
	}
	if n < b.n && n < 7 {
		return "c"
	}
	return ""
}
`

func exampleMutant(t *testing.T, kind, marked string) mutant {
	t.Helper()
	src, err := parseSource("p/p.go", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(marked, "«")
	line := strings.NewReplacer("«", "", "»", "").Replace(marked)
	for i, text := range strings.Split(example, "\n") {
		if strings.TrimSpace(text) == line {
			indent := strings.Index(text, line)
			m, err := src.mutant(finding{file: "p.go", line: i + 1, column: indent + len(before) + 1, kind: kind, status: lived})
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
	}
	t.Fatalf("no line %q", line)
	return mutant{}
}

func TestAMutantIsFoundByWhatStandsThere(t *testing.T) {
	for _, c := range []struct {
		kind, line, function string
		blind                bool
	}{
		{"ARITHMETIC_BASE", "const most = 3 «*» 4", "", true},
		{"CONDITIONALS_BOUNDARY", "case n «<» most:", "box.fill", true},
		{"CONDITIONALS_NEGATION", "case n > 2*most, n «==» most:", "box.fill", true},
		{"INCREMENT_DECREMENT", "b.n«++»", "box.fill", false},
		{"ARITHMETIC_BASE", `return "a" «+» "b"`, "box.fill", false},
		{"CONDITIONALS_BOUNDARY", "if n < b.n && n «<» 7 {", "box.fill", false},
	} {
		m := exampleMutant(t, c.kind, c.line)
		want := site{file: "p/p.go", function: c.function, kind: c.kind, line: c.line}
		if m.site != want {
			t.Errorf("got %+v, want %+v", m.site, want)
		}
		if m.blind != c.blind {
			t.Errorf("%s: blind is %t", c.line, m.blind)
		}
	}
}

func TestAFindingBehindTheFilesEndIsAnError(t *testing.T) {
	src, err := parseSource("p/p.go", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := src.mutant(finding{line: 1000, column: 1}); err == nil {
		t.Error("no error")
	}
}

func TestTheMarkedOperatorIsTheOneThatChanges(t *testing.T) {
	m := exampleMutant(t, "CONDITIONALS_BOUNDARY", "if n < b.n && n «<» 7 {")
	got, err := m.apply([]byte(example))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(example, "n < 7", "n <= 7", 1)
	if string(got) != want {
		t.Errorf("got %s", got)
	}
	m.kind = "INVERT_NEGATIVES"
	if _, err := m.apply([]byte(example)); err == nil {
		t.Error("a change that there is not was made")
	}
	m.kind = "CONDITIONALS_BOUNDARY"
	if _, err := m.apply([]byte("package p")); err == nil {
		t.Error("a change was made to another file")
	}
}
