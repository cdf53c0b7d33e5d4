package main

import (
	"fmt"
	"os"
	"strings"
)

// survivor is a mutant that may live, and why.
type survivor struct {
	site
	reason string
}

func readSurvivors(name string) ([]survivor, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the survivors: %w", err)
	}
	list, err := parseSurvivors(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return list, nil
}

// parseSurvivors reads entries with an empty line between them. Of each the first line says file,
// function and kind, the second is the line of code, and the rest is the reason. Lines that begin
// with # are passed over.
func parseSurvivors(text string) ([]survivor, error) {
	var list []survivor
	var entry []string
	for i, line := range append(strings.Split(text, "\n"), "") {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#"):
		case line != "":
			entry = append(entry, line)
		case entry != nil:
			s, err := parseSurvivor(entry)
			if err != nil {
				return nil, fmt.Errorf("the entry that ends at line %d %w", i, err)
			}
			list, entry = append(list, s), nil
		}
	}
	return list, nil
}

func parseSurvivor(lines []string) (survivor, error) {
	head := strings.Fields(lines[0])
	if len(head) == 2 { // outside of all functions
		head = []string{head[0], "", head[1]}
	}
	switch {
	case len(head) != 3:
		return survivor{}, fmt.Errorf("does not begin with file, function and kind: %q", lines[0])
	case changes[head[2]] == nil:
		return survivor{}, fmt.Errorf("names an unknown kind: %q", head[2])
	case len(lines) < 2 || !strings.Contains(lines[1], "«"):
		return survivor{}, fmt.Errorf("has no line of code with its operator marked: %q", lines[0])
	case len(lines) < 3:
		return survivor{}, fmt.Errorf("gives no reason: %q", lines[0])
	}
	return survivor{
		site:   site{file: head[0], function: head[1], kind: head[2], line: lines[1]},
		reason: strings.Join(lines[2:], " "),
	}, nil
}
