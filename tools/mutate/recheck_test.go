package main

import (
	"os"
	"path/filepath"
	"testing"
)

// A module whose one test knows what abs(3) and abs(-3) are.
var module = map[string]string{
	"go.mod": "module example.com/m\n\ngo 1.26\n",
	"p/p.go": `package p

func abs(n int) int {
	switch {
	case n < 0:
		return -n
	case n > 100:
		return n + 0
	}
	return n
}

func word() string { return "a" + "b" }
`,
	"p/p_test.go": `package p

import "testing"

func TestAbs(t *testing.T) {
	if abs(3) != 3 || abs(-3) != 3 {
		t.Fail()
	}
}
`,
}

func TestRecheck(t *testing.T) {
	root := t.TempDir()
	for name, text := range module {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	findings := []struct {
		finding
		want string
	}{
		{finding{"p.go", 5, 9, "CONDITIONALS_NEGATION", notCovered}, killed},
		{finding{"p.go", 5, 9, "CONDITIONALS_BOUNDARY", notCovered}, lived}, // abs(0) is 0 either way
		{finding{"p.go", 8, 12, "ARITHMETIC_BASE", notCovered}, notCovered}, // in a block that counts
		{finding{"p.go", 13, 33, "ARITHMETIC_BASE", killed}, notViable},     // a string less another
		{finding{"p.go", 6, 10, "INVERT_NEGATIVES", killed}, killed},        // as gremlins has it
	}
	var found []finding
	for _, f := range findings {
		found = append(found, f.finding)
	}
	r := room{name: "p", dir: "p"}
	ms, err := locate(root, r, found)
	if err != nil {
		t.Fatal(err)
	}
	if err := recheck(t.Context(), root, r, ms); err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		for _, m := range ms {
			if m.lineNo == f.line && m.kind == f.kind && m.status != f.want {
				t.Errorf("%s is %s, not %s", m.site, m.status, f.want)
			}
		}
	}
}
