package ledger

import "github.com/trackreg/trackreg/internal/rows"

// FailedRow is a row that was invalid or failed later, as it came and with the reason.
type FailedRow struct {
	Ordinal int64    `json:"-"`
	Part    string   `json:"part,omitempty"`
	Line    int      `json:"line,omitempty"`
	Cells   []string `json:"cells,omitempty"` // none where only the number is known
	Number  string   `json:"number,omitempty"`
	Outcome string   `json:"outcome"` // as in package queue, or "invalid"
	Class   string   `json:"class"`
	Code    int      `json:"code,omitempty"`
	Message string   `json:"message"`
	Remedy  string   `json:"remedy,omitempty"`
	Failure string   `json:"failure,omitempty"` // its id in the account's failures record; "" where it was never there
}

// Row returns the row and the verdict as [rows.Failures] writes them.
func (f FailedRow) Row() (rows.Row, rows.Verdict) {
	cells := f.Cells
	if len(cells) == 0 {
		cells = []string{f.Number}
	}
	return rows.Row{Line: f.Line, Raw: cells}, rows.Verdict{Code: f.Code, Message: f.Message, Remedy: f.Remedy, Mends: f.Failure}
}
