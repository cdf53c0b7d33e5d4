package track17

import "strings"

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

// checkNumbered refuses an item that has no number. Whether a number is a good one is
// 17TRACK's to say.
func checkNumbered(item CallItem) error {
	if strings.TrimSpace(item.Number) == "" {
		return &ItemError{Field: fieldNumber, Problem: "must not be empty"}
	}
	return nil
}
