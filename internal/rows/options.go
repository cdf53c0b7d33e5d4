package rows

// Options says how the input is read. The zero value finds out by itself.
type Options struct {
	// Name is the input's name in errors, mostly a path; its ending tells the format, also
	// before .gz or .zst.
	Name string
	// Format is Auto, CSV, NDJSON, XLSX or Lines.
	Format Format
	// Encoding is "utf-8", "utf-16" or "windows-1252"; "" is UTF-8. A byte order mark in the
	// input goes before it.
	Encoding string
	// Sheet is the sheet of an XLSX, by its name in any case; "" is the first.
	Sheet string
	// MostUnpacked bounds the input unpacked, in bytes: what gzip and zstd give, and the sheet
	// and the texts of an XLSX each. 0 is DefaultMostUnpacked.
	MostUnpacked int64
	// Comma separates the cells of a CSV: , ; | or a tab. 0 finds out by the header.
	Comma byte
	// Columns maps fields of an entry to headings of a CSV, in any case. Fields that are not
	// mapped here are looked for among the other headings, see Reader.Mapping.
	Columns map[string]string
	// Carriers maps carriers as the input names them, in any case, to 17TRACK's codes.
	Carriers map[string]int
	// Fixed are fields that every entry gets whose row does not give them.
	Fixed map[string]string
	// NewerThan passes over old rows.
	NewerThan NewerThan
}

// DefaultMostUnpacked is how many bytes an input may have unpacked if Options do not say: enough
// for ten million wide rows, and an end to a file that was made to fill a disk.
const DefaultMostUnpacked = 4 << 30
