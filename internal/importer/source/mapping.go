package source

import (
	"time"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/calendar"
	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/rows"
)

// readingOptions says how the rows of the import are read. Their Name is each part's own.
func readingOptions(i configs.Import, now time.Time, table *carriers.Table) rows.Options {
	order, _ := calendar.OrderNamed(i.Dates) // the settings are checked
	o := rows.Options{
		Sourced:  true,
		Format:   rows.Format(i.Source.Format),
		Encoding: i.Source.Encoding,
		Sheet:    i.Source.Sheet,
		Columns:  i.Columns,
		Carriers: i.Carriers,
		Fixed:    i.Fixed,

		HeaderRow: i.HeaderRow, NoHeader: i.NoHeader, Ignore: i.Ignore,
		DetectUnknown: i.UnknownCarrier == configs.DetectUnknown, Dates: order, Whole: !i.Split,
		Table: table,
		// What lies in the folder may be anybody's: nothing of a file that is not understood is told.
		Discreet: true,
	}
	if i.Source.Separator != "" {
		o.Comma = i.Source.Separator[0]
	}
	if i.NewerThan.Column != "" {
		o.NewerThan = rows.NewerThan{Column: i.NewerThan.Column, Than: now.Add(-i.NewerThan.Age)}
	}
	return o
}
