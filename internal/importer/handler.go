package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/archived"
	"github.com/trackreg/trackreg/internal/importer/ledger"
	"github.com/trackreg/trackreg/internal/importer/trouble"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
)

// handler carries out runs.
type handler struct {
	o       Options
	imports map[string]configs.Import // by account and name
	stop    context.Context           // ends when the importer does
}

func newHandler(o Options, stop context.Context) *handler {
	h := &handler{o: o, imports: map[string]configs.Import{}, stop: stop}
	for _, one := range o.Imports {
		h.imports[one.Account+"/"+one.Name] = one
	}
	return h
}

// ProcessTask is asynq's handler: it returns when the run has ended, is to be gone on with later,
// or leaves this process.
func (h *handler) ProcessTask(ctx context.Context, task *asynq.Task) error {
	id, _ := asynq.GetTaskID(ctx)
	said, err := readTask(task)
	if err != nil {
		return err
	}
	of, known := h.imports[said.Account+"/"+said.Import]
	if !known {
		of = configs.Import{Name: said.Import, Account: said.Account}
	}
	working, cancel := context.WithCancel(ctx)
	defer cancel()
	release := context.AfterFunc(h.stop, cancel)
	defer release()
	r := newRun(h.o, of, id, h.o.Me+"-"+uuid.NewString()[:8], ledger.Order{Due: said.Due, Force: said.Force})
	if !known {
		err = r.unconfigured(working)
	} else {
		err = r.carryOut(working)
	}
	if h.stop.Err() != nil && errors.Is(err, context.Canceled) {
		<-ctx.Done() // asynq takes the task back into the queue, uncounted
		return ctx.Err()
	}
	if errors.Is(err, ledger.ErrLost) || errors.Is(err, ledger.ErrMoved) {
		return &trouble.Later{Delay: busyDelay, Text: err.Error()}
	}
	return err
}

// readTask reads a task. An error is final.
func readTask(task *asynq.Task) (payload, error) {
	var said payload
	if task.Type() != keyspace.ImportType {
		return said, &archived.Error{Text: fmt.Sprintf("a task of type %q does not belong in queue %s, which takes %s alone", task.Type(), keyspace.ImportsQueue, keyspace.ImportType)}
	}
	if n := len(task.Payload()); n > queue.MaxPayload {
		return said, &archived.Error{Text: fmt.Sprintf("the payload is not that of a run: it is %d bytes long", n)}
	}
	if err := json.Unmarshal(task.Payload(), &said); err != nil {
		return said, &archived.Error{Text: "the payload is not that of a run: " + err.Error()}
	}
	if said.Import == "" || queue.CheckAccount(said.Account) != nil {
		return said, &archived.Error{Text: "the payload names no import of an account"}
	}
	return said, nil
}
