package page

import (
	"context"
	"net/http"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/queue"
)

// allField says that all failures are meant.
const allField = "all"

// drop takes failures out of the record, which may be a great many.
func (p *Page) drop(w http.ResponseWriter, r *http.Request) *refusal {
	account, pick, refused := p.picked(w, r, idField, allField, chosenField)
	if refused != nil {
		return refused
	}
	ids := r.Form[idField]
	if len(ids) == 0 && pick == (queue.Filter{}) && r.Form.Get(allField) != "true" {
		return refuse(http.StatusBadRequest, "choose some, or say all=true", "nothing says which failures are to be dropped")
	}
	a := &action{Account: account.Name, Title: "Drop" + titleOf(pick, ids), deed: audit.Deed{What: audit.Drop, Filter: pickedOf(pick, ids)}}
	return p.act(w, r, "drop "+account.Name, a, func(ctx context.Context, a *action) error {
		record := queue.NewFailures(p.o.Redis, account.Name)
		dropped, err := 0, error(nil)
		if len(ids) > 0 {
			dropped, err = record.DropThese(ctx, ids)
		} else {
			dropped, err = record.Drop(ctx, pick)
		}
		a.deed.Count = &dropped
		a.say(figures.Count(dropped) + " dropped")
		return err
	})
}
