package source

import (
	"context"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/rows"
)

// Source is where an import's rows come from. Its methods may be called by several goroutines at
// once. Their errors are *Error, or the context's when that has ended.
type Source interface {
	// Parts lists the parts that may be read now, in the order in which they are read: files and
	// objects by name; a download and a query are one part each. A pattern that nothing matches
	// has none.
	Parts(context.Context) (Listing, error)
	// Open opens the part at the position. It blocks while the part is fetched from afar. A part
	// that is no longer what was listed is an Error that wraps ErrChanged, save that a download
	// of which nothing was read is taken as it comes; one without a version has changed when the
	// rows before the position are not those that were read.
	Open(context.Context, Part, Position) (Rows, error)
	// Changed tells whether the part is no longer what it was when it was listed, or is gone. It
	// is never true of a part without a version. A run asks before it goes on with a part; that
	// a file changes while it is read Rows.Read notices by itself.
	Changed(context.Context, Part) (bool, error)
	// Finish is called when every row of the part is accounted for: a file moves to the folder
	// done beside it, with a number behind its name when that is taken. Other parts stay, moved
	// is false, and the caller remembers their name and version. It may be called again.
	Finish(context.Context, Part) (moved bool, err error)
}

// Rows are the rows of one part. They are for one goroutine.
type Rows interface {
	// Read returns the next row, io.EOF after the last. What is wrong with one row is in its
	// Err; another error than io.EOF is an *Error and ends the part. The context is Open's.
	Read() (rows.Row, error)
	// Position returns the place behind the last row that was read.
	Position() Position
	// Understood says in a few lines how the part is read, and which column gives which field.
	Understood() []string
	// Layout returns how a CSV of this part's failures is written.
	Layout() rows.Layout
	// Share returns how much of the part was read, 0 to 1; -1 when that is not known.
	Share() float64
	// Close releases files and connections. Rows that were read stay valid.
	Close() error
}

// New returns the source that the import's settings name, and reads nothing of it yet. What is
// wrong with the settings themselves is an *Error.
func New(i configs.Import, o Options) (Source, error) {
	o = o.withDefaults()
	reading := readingOptions(i, o.Now, o.Carriers)
	switch {
	case i.Source.IsSFTP():
		return newRemoteFiles(i, reading, o)
	case i.Source.Path != "":
		return newFiles(i, reading), nil
	case i.Source.URL != "":
		return newDownload(i.Source, reading, o)
	case i.Source.Bucket != "":
		return newBucket(i.Source, reading, o)
	case i.Source.SQL != configs.SQL{}:
		return newQuery(i.Source.SQL, reading, o)
	default:
		return nil, &Error{Source: i.Name, Problem: "names no source", Mend: "give one of path, url, bucket and sql"}
	}
}
