package source

import (
	"time"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/rows"
)

// readingOptions says how the rows of the import are read. Their Name is each part's own.
func readingOptions(i configs.Import, now time.Time) rows.Options {
	o := rows.Options{
		Format:   rows.Format(i.Source.Format),
		Encoding: i.Source.Encoding,
		Sheet:    i.Source.Sheet,
		Columns:  i.Columns,
		Carriers: i.Carriers,
		Fixed:    i.Fixed,
	}
	if i.Source.Separator != "" {
		o.Comma = i.Source.Separator[0]
	}
	if i.NewerThan.Column != "" {
		o.NewerThan = rows.NewerThan{Column: i.NewerThan.Column, Than: now.Add(-i.NewerThan.Age)}
	}
	return o
}
