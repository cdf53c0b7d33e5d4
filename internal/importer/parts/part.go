// Package parts is what a source of rows and the record of a run say to each other: which piece of
// the source, and how far in it.
package parts

// Part is one piece of a source: a file, a download, an object of a bucket, or a query's rows.
type Part struct {
	// Name is the part's name among those of its source: a path, an address without what is
	// secret in it, s3://BUCKET/KEY, or the database and the cursor.
	Name string `json:"name"`
	// Size is the part's size in bytes, -1 when it is not known.
	Size int64 `json:"size"`
	// Version changes when the content does; "" when that cannot be known.
	Version string `json:"version"`
}

// Position is a place between two rows of a part. The zero value is the part's beginning.
//
// Of a part that was read to its end only Key is worth keeping: the next run of the import opens
// the part at Position{Key: ...} and so reads what has come since.
type Position struct {
	// Row counts the rows of the part that were read before.
	Row int64 `json:"row"`
	// Key is the value of the cursor column behind which a query goes on: the last whose rows
	// were all read. "" for other parts and before anything was read.
	Key string `json:"key,omitempty"`
	// Past counts the rows behind Key that were read of a query, and Digest is what they held: a
	// database need not give them in the same order again. Of a part without a version Digest is
	// what all its rows held that were read.
	Past   int64  `json:"past,omitempty"`
	Digest string `json:"digest,omitempty"`
}
