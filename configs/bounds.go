package configs

import (
	"bytes"
	"fmt"
)

// The most that a settings file may have. The parser takes memory by the square of the depth, some
// gigabytes for a megabyte of brackets, and half a kilobyte for each value.
const (
	mostOpen   = 1000 // brackets and braces within each other
	mostDashes = 50   // lists within each other, begun on one line
	mostValues = 100_000
)

// boundedBy returns what is too much of a text for the YAML parser, and in which line; "" where
// nothing is. It knows neither quotes nor what a bracket in a text is: no such text comes near.
func boundedBy(text []byte) (problem string, number int) {
	open, values := 0, 0
	for line := range bytes.Lines(text) {
		number++
		line = withoutComment(line)
		if bytes.Count(line, []byte("- "))+bytes.Count(line, []byte("? ")) > mostDashes {
			return fmt.Sprintf("begins more than %d lists or keys on one line", mostDashes), number
		}
		values += 1 + bytes.Count(line, []byte(","))
		for _, c := range line {
			switch c {
			case '[', '{':
				open++
			case ']', '}':
				open = max(open-1, 0)
			}
			if open > mostOpen {
				return fmt.Sprintf("is nested more than %d deep", mostOpen), number
			}
		}
		if values > mostValues {
			return fmt.Sprintf("has more than %d lines and values", mostValues), number
		}
	}
	return "", 0
}

// withoutComment leaves out what stands behind a # that begins a line or follows a blank.
func withoutComment(line []byte) []byte {
	for i, c := range line {
		if c == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i]
		}
	}
	return line
}
