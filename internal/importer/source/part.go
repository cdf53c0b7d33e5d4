package source

import "github.com/trackreg/trackreg/internal/importer/parts"

// What a run keeps of its source is stated apart from how it is read, so that a record in Redis
// needs no client of a database.
type (
	// Part is one piece of a source.
	Part = parts.Part
	// Position is a place between two rows of a part.
	Position = parts.Position
)
