package imports

import (
	"cmp"
	"io"
	"iter"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/internal/view/failures"
)

// WriteFailures writes the rows of a run that were invalid or failed as a CSV, or an XLSX, that can
// be mended in a spreadsheet and read again: in the columns of the source, all of them where its
// parts have different ones, and behind them code, message, remedy, line and _mends. The run is one with its parts.
// It returns how many rows it wrote.
func WriteFailures(w io.Writer, format rows.Format, r standing.Run, of configs.Import, failed iter.Seq2[ledger.FailedRow, error]) (int, error) {
	columns := newColumns(r.Parts, of)
	columns.layout.Format = format
	out := rows.NewFailures(w, columns.layout)
	count := 0
	for row, err := range failed {
		if err != nil {
			return count, err
		}
		verdict := rows.Verdict{Code: row.Code, Message: row.Message, Remedy: row.Remedy, Mends: cmp.Or(row.Failure, columns.mended(row))}
		if err := out.Write(rows.Row{Line: row.Line, Raw: columns.cells(row)}, verdict); err != nil {
			return count, err
		}
		count++
	}
	return count, out.Flush()
}

// WriteFailuresJSON writes them as a JSON array, one a line.
func WriteFailuresJSON(w io.Writer, failed iter.Seq2[ledger.FailedRow, error]) (int, error) {
	return failures.WriteArray(w, failed)
}
