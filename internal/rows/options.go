package rows

import (
	"github.com/trackreg/trackreg/internal/calendar"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/rows/columns"
)

// Options says how the input is read. The zero value finds out by itself.
type Options struct {
	// Name is the input's name in errors, mostly a path; its ending tells the format where the
	// content does not, also before .gz, .zst or .zip.
	Name string
	// Format is Auto, CSV, NDJSON, JSON, XLSX or Lines.
	Format Format
	// Encoding is what Encoding knows; "" is UTF-8. A byte order mark in the input goes before it.
	Encoding string
	// Sheet is the sheet of an XLSX, by its name in any case; "" is the first that is visible and
	// has a header that is known.
	Sheet string
	// MostUnpacked bounds the input unpacked, in bytes: what gzip, zstd and zip give, and the sheet
	// and the texts of an XLSX each. 0 is DefaultMostUnpacked.
	MostUnpacked int64
	// Comma separates the cells of a CSV: , ; | or a tab. 0 finds out by the first rows.
	Comma byte
	// HeaderRow is the line, or the row of the sheet, in which the header stands, from 1; 0 looks
	// for it in the first 20.
	HeaderRow int
	// NoHeader says that there is none; Columns name columns by letters then.
	NoHeader bool
	// Columns maps fields of an entry to headings, in any case, or to letters of columns; in JSON to
	// paths such as order.parcel.tracking_code. Fields that are not mapped here are looked for among
	// the other headings, see Reader.Mapping.
	Columns map[string]string
	// Ignore are headings of columns that are not read.
	Ignore []string
	// Carriers maps carriers as the input names them, in any case, to 17TRACK's codes. Names that are
	// not among them are looked for in Table.
	Carriers map[string]int
	// Table knows carriers by name; nil is the one that is built in.
	Table *carriers.Table
	// DetectUnknown leaves a carrier out that is not known, so that 17TRACK finds out; otherwise the
	// row is refused.
	DetectUnknown bool
	// Dates says how 03/04/2026 is meant; the zero value leaves such a date out.
	Dates calendar.Order
	// Whole refuses a cell with several numbers; otherwise each is an entry of its own.
	Whole bool
	// Discreet keeps the content of an input without a header that is known out of errors.
	Discreet bool
	// Sourced leaves the _source that a row has out: the caller gives every entry one of its own.
	Sourced bool
	// Fixed are fields that every entry gets whose row does not give them.
	Fixed map[string]string
	// NewerThan passes over old rows.
	NewerThan NewerThan
}

// DefaultMostUnpacked is how many bytes an input may have unpacked if Options do not say: enough
// for ten million wide rows, and an end to a file that was made to fill a disk.
const DefaultMostUnpacked = 4 << 30

func (o Options) asked() columns.Asked { return columns.Asked{Columns: o.Columns, Ignore: o.Ignore} }
