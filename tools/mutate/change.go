package main

import (
	"fmt"
	"slices"
)

// changes are gremlins' own: for each kind, what an operator becomes.
var changes = map[string]map[string]string{
	"ARITHMETIC_BASE":       {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*"},
	"CONDITIONALS_BOUNDARY": {"<": "<=", "<=": "<", ">": ">=", ">=": ">"},
	"CONDITIONALS_NEGATION": {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"},
	"INCREMENT_DECREMENT":   {"++": "--", "--": "++"},
	"INVERT_NEGATIVES":      {"-": "+"},
}

// apply makes the mutant's change to its file's text.
func (m mutant) apply(text []byte) ([]byte, error) {
	to, ok := changes[m.kind][m.operator]
	end := m.offset + len(m.operator)
	if !ok || end > len(text) || string(text[m.offset:end]) != m.operator {
		return nil, fmt.Errorf("%s:%d: no %s there", m.file, m.lineNo, m.kind)
	}
	return slices.Concat(text[:m.offset], []byte(to), text[end:]), nil
}
