package page

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/queue"
)

// mend enqueues a failure's entry as somebody has mended it. What is wrong with it is shown beside it.
func (p *Page) mend(w http.ResponseWriter, r *http.Request) *refusal {
	form, refused := p.formWithin(w, r, idsMost, "account", idField, "payload")
	if refused != nil {
		return refused
	}
	account, f, refused := p.failure(r, form.Get("account"), form.Get(idField))
	if refused != nil {
		return refused
	}
	entry, fault := mended([]byte(form.Get("payload")), f.ID)
	if fault != nil {
		if !wantsHTML(r) {
			return refuse(http.StatusBadRequest, fault.Mend, "%s", fault.what())
		}
		p.showFailure(w, r, http.StatusBadRequest, account, f, &mendView{Text: form.Get("payload"), Fault: sentence(fault.what()), Mend: sentence(fault.Mend)})
		return nil
	}
	a := &action{Account: account.Name, Title: "Send mended " + entry.Number, deed: audit.Deed{What: audit.Mend, Filter: audit.Pairs("failure", f.ID)}}
	return p.act(w, r, "mend "+account.Name+" "+f.ID, a, func(ctx context.Context, a *action) error {
		options := []queue.Option{queue.Account(account.Name), queue.Operation(f.Op()), queue.Bulk()}
		if f.Queue == queue.LiveQueue(account.Name) {
			options = append(options, queue.Live())
		}
		receipt, err := queue.NewProducer(p.o.Redis, options...).Enqueue(ctx, entry)
		if err != nil {
			return err
		}
		one := 1
		a.deed.Count = &one
		a.say("enqueued; the failure leaves the record when it has succeeded")
		if receipt.Status == queue.Duplicate {
			a.say("this very entry waits already")
		}
		return nil
	})
}

// entryFault is what is wrong with an entry.
type entryFault struct{ Field, Problem, Mend string }

func (f entryFault) what() string { return f.Field + " " + f.Problem }

// mended is the entry of a text, which says that it mends the failure.
func mended(text []byte, id string) (queue.Entry, *entryFault) {
	entry, err := queue.ParseEntry(text)
	if err != nil {
		return entry, faultOf(err)
	}
	switch entry.Mends {
	case id:
		return entry, nil
	case "":
	default:
		return entry, &entryFault{"_mends", "names another failure", "leave it out"}
	}
	name, _ := json.Marshal(id) // a text can always be encoded
	object := bytes.TrimSuffix(bytes.TrimSpace(text), []byte("}"))
	text = append(append(append(bytes.Clone(object), `,"_mends":`...), name...), '}')
	if entry, err = queue.ParseEntry(text); err != nil {
		return entry, faultOf(err)
	}
	return entry, nil
}

func faultOf(err error) *entryFault {
	var refused *queue.EntryError
	if !errors.As(err, &refused) {
		return &entryFault{"the entry", "cannot be read", err.Error()}
	}
	fault := entryFault{refused.Field, refused.Problem, refused.Mend}
	if fault.Field == "" {
		fault.Field = "the entry"
	}
	return &fault
}
