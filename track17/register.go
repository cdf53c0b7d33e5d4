package track17

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Register returns the operation that makes 17TRACK follow numbers. It spends one
// unit of quota for a number accepted; a number registered before costs nothing
// and ends "already_registered".
func Register() *Operation {
	return &Operation{
		Name:   "register",
		Spends: true,
		Done:   "registered",
		Repeat: CodeAlreadyRegistered,
		Codes: map[Code]Rule{
			CodeAlreadyRegistered: {Do: Done, Outcome: "already_registered"},
		},
		Check: checkNumbered,
	}
}

// checkNumbered refuses what would spoil a call for its other items: what is no
// JSON object, and what has no number. Whether a number is a good one is
// 17TRACK's to say.
func checkNumbered(item json.RawMessage) error {
	if !bytes.HasPrefix(bytes.TrimSpace(item), []byte("{")) {
		return &ItemError{Problem: "the item is no JSON object: give one with a number"}
	}
	var fields struct {
		Number any `json:"number"`
	}
	if err := json.Unmarshal(item, &fields); err != nil {
		return &ItemError{Problem: "the item is not valid JSON: " + err.Error()}
	}
	number, ok := fields.Number.(string)
	if !ok {
		return &ItemError{Field: fieldNumber, Problem: "must be a JSON string"}
	}
	if strings.TrimSpace(number) == "" {
		return &ItemError{Field: fieldNumber, Problem: "must not be empty"}
	}
	return nil
}
