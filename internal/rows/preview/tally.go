package preview

import (
	"encoding/json"

	"github.com/trackreg/trackreg/internal/carriers"
	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/cells"
)

// Tally counts rows by what was taken off their cells, or left out of them, and by what their carriers
// ask for and they do not have. Its zero value counts. It is for one goroutine.
type Tally struct {
	cleaned cells.Tally
	lacking Counts
}

// Add counts a row.
func (t *Tally) Add(row rows.Row) {
	t.cleaned.Add(row.Done)
	if row.Err != nil || row.Old {
		return
	}
	table := carriers.BuiltIn()
	needs := table.Needs(row.Entry.Carrier)
	if len(needs) == 0 {
		return
	}
	var has map[string]json.RawMessage
	if json.Unmarshal(row.Entry.Body, &has) != nil {
		return
	}
	for _, field := range needs {
		if _, given := has[field]; !given {
			carrier, _ := table.ByCode(row.Entry.Carrier)
			t.lacking.Add(carrier.Name + " asks for " + field)
		}
	}
}

// Cleaned returns how many rows there were of each kind.
func (t *Tally) Cleaned() []Kind { return Cleaned(&t.cleaned) }

// Lacking returns how many valid rows lack what their carriers ask for.
func (t *Tally) Lacking() []Kind { return t.lacking.Most() }
