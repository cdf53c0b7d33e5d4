package known

import "crypto/sha256"

const (
	// fieldBytes of a digest choose the field: 65,536 of them hold 150 numbers
	// each at ten million, so that their own cost is spread.
	fieldBytes = 2
	// restBytes of a digest stand in the field's value.
	restBytes = 8
)

// mark is what is kept of a number.
type mark struct{ field, rest string }

// markOf returns the mark of an identity, such as "register:3011:RR123456789CN".
func markOf(identity string) mark {
	sum := sha256.Sum256([]byte(identity))
	return mark{field: string(sum[:fieldBytes]), rest: string(sum[fieldBytes : fieldBytes+restBytes])}
}

// appendMarks appends the marks of identities as arguments of a script.
func appendMarks(args []any, identities []string) []any {
	for _, identity := range identities {
		m := markOf(identity)
		args = append(args, m.field, m.rest)
	}
	return args
}
