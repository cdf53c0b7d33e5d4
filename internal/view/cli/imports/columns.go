package imports

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// columns are those of all parts of a source, so that rows of several files with different
// headers stand in one table, each under its own headings.
type columns struct {
	layout rows.Layout
	parts  map[string]partColumns // by the part's name
	first  partColumns            // of the first part: for rows of which only the number is known
}

// partColumns says where a part's cells stand in the table.
type partColumns struct {
	places  []int // by the part's columns
	width   int   // of the part, with the columns that an earlier file of failures had added
	number  int   // the column of the tracking number
	carrier int   // that of the carrier, -1 for none
	mends   int   // the column that says what a row mended before, -1 for none
	// object says that this column is one of whole entries as JSON.
	object bool
}

// heading is a column of a header, in which a heading may stand more than once.
type heading struct {
	text string
	nth  int
}

func newColumns(parts []ledger.Part, of configs.Import) columns {
	all := columns{parts: map[string]partColumns{}}
	known := map[heading]int{}
	for _, part := range parts {
		if part.State == ledger.Unread {
			continue
		}
		if all.layout.Comma == 0 {
			all.layout.Comma = part.Layout.Comma
		}
		all.layout.ByteOrderMark = all.layout.ByteOrderMark || part.Layout.ByteOrderMark
		header := part.Layout.Own()
		if len(header) == 0 {
			header = []string{numberField}
		}
		all.parts[part.Name] = all.place(known, header, part.Layout.Header, of)
		if all.first.places == nil {
			all.first = all.parts[part.Name]
		}
	}
	return all
}

// The fields of an entry that a column gives.
const (
	numberField  = "number"
	carrierField = "carrier"
	payloadField = "payload"
	mendsField   = "_mends"
)

// place finds where the columns of a header stand, and adds those that are new.
// whole is the header with what an earlier file of failures had added.
func (c *columns) place(known map[heading]int, header, whole []string, of configs.Import) partColumns {
	part := partColumns{places: make([]int, len(header)), width: max(len(whole), len(header)), carrier: -1, mends: slices.Index(whole, mendsField)}
	seen := map[string]int{}
	for i, text := range header {
		h := heading{text, seen[text]}
		seen[text]++
		at, is := known[h]
		if !is {
			at = len(c.layout.Header)
			known[h] = at
			c.layout.Header = append(c.layout.Header, text)
		}
		part.places[i] = at
	}
	mapper, err := rows.NewMapper(header, rows.Options{Columns: of.Columns})
	if err != nil {
		return part // it has other columns by now than when it was read
	}
	for _, field := range []string{payloadField, numberField} {
		i := slices.IndexFunc(mapper.Mapping(), func(m rows.Mapping) bool { return m.Field == field })
		if i >= 0 {
			part.number, part.object = slices.Index(header, mapper.Mapping()[i].Column), field == payloadField
		}
	}
	for _, m := range mapper.Mapping() {
		if m.Field == carrierField {
			part.carrier = slices.Index(header, m.Column)
		}
	}
	return part
}

// cells are those of a row under all columns, and behind them those that stood beyond its own.
func (c columns) cells(row ledger.FailedRow) []string {
	all := make([]string, max(len(c.layout.Header), 1))
	part, known := c.parts[row.Part]
	if known && len(row.Cells) > 0 {
		return part.spread(all, row.Cells)
	}
	if !known {
		part = c.first
	}
	at, text := 0, row.Number
	if part.places != nil {
		at = part.places[part.number]
	}
	if part.object {
		object, _ := json.Marshal(map[string]string{numberField: row.Number}) // text always marshals
		text = string(object)
	}
	all[at] = text
	if code := (queue.Failure{ID: row.Failure}).Carrier(); code > 0 && part.places != nil && part.carrier >= 0 {
		all[part.places[part.carrier]] = strconv.Itoa(code)
	}
	return all
}

// mended is the failure that a row mended when it was read, "" for none.
func (c columns) mended(row ledger.FailedRow) string {
	part, known := c.parts[row.Part]
	if !known || part.mends < 0 || part.mends >= len(row.Cells) {
		return ""
	}
	return strings.TrimSpace(row.Cells[part.mends])
}

// spread puts a row's cells in their places.
func (p partColumns) spread(all, cells []string) []string {
	for i, cell := range cells {
		switch {
		case i < len(p.places):
			all[p.places[i]] = cell
		case i >= p.width:
			all = append(all, cell)
		}
	}
	return all
}
