package rows

// Options says how the input is read. The zero value finds out by itself.
type Options struct {
	// Name is the input's name in errors, mostly a path; its ending tells the format.
	Name string
	// Format is Auto, CSV, NDJSON or Lines.
	Format Format
	// Comma separates the cells of a CSV: , ; | or a tab. 0 finds out by the header.
	Comma byte
	// Columns maps fields of an entry to headings of a CSV, in any case. Fields that are not
	// mapped here are looked for among the other headings, see Reader.Mapping.
	Columns map[string]string
	// Carriers maps carriers as the input names them, in any case, to 17TRACK's codes.
	Carriers map[string]int
	// Fixed are fields that every entry gets whose row does not give them.
	Fixed map[string]string
}
