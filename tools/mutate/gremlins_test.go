package main

import (
	"slices"
	"testing"
)

func TestGremlinsOutput(t *testing.T) {
	found, err := parseFindings([]byte(`{"go_module":"m","files":[
		{"file_name":"a.go","mutations":[{"type":"ARITHMETIC_BASE","status":"KILLED","line":3,"column":7}]},
		{"file_name":"sub/b.go","mutations":[{"type":"INVERT_NEGATIVES","status":"NOT COVERED","line":4,"column":8}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := []finding{
		{"a.go", 3, 7, "ARITHMETIC_BASE", killed},
		{"sub/b.go", 4, 8, "INVERT_NEGATIVES", notCovered},
	}
	if !slices.Equal(found, want) {
		t.Errorf("got %+v", found)
	}
	if _, err := parseFindings([]byte("{")); err == nil {
		t.Error("half an output is no error")
	}
}

func TestARoomIsChosenByNameOrDirectory(t *testing.T) {
	for _, name := range []string{"gate", "internal/gate"} {
		chosen, err := choose(rooms, []string{name})
		if err != nil || len(chosen) != 1 || chosen[0].dir != "internal/gate" {
			t.Errorf("%s: %+v, %v", name, chosen, err)
		}
	}
	if chosen, err := choose(rooms, nil); err != nil || len(chosen) != len(rooms) {
		t.Errorf("none named: %+v, %v", chosen, err)
	}
	if _, err := choose(rooms, []string{"cellar"}); err == nil {
		t.Error("an unknown room is no error")
	}
}
