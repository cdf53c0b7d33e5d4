package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/rows/preview"
	"github.com/trackreg/trackreg/internal/sieve"
	"github.com/trackreg/trackreg/internal/tempfile"
	"github.com/trackreg/trackreg/internal/web/problem"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

const (
	// fileMost bounds a file, in bytes, and unpackedMost what becomes of one that is packed.
	fileMost     = 64 << 20
	unpackedMost = 1 << 30
	// filesAtOnce bounds the files that are read at once.
	filesAtOnce = 4
	// fileChunk is how many rows are enqueued at once.
	fileChunk = 1000
)

// files takes files in as trackreg enqueue does.
type files struct {
	intake *intake
	busy   places
	batch  map[string]int // how many numbers one call of an account takes
	sieves map[string]*sieve.Sieve
}

func routeFiles(mux *http.ServeMux, in *intake, o Options) {
	f := &files{intake: in, busy: make(places, filesAtOnce), batch: o.Batch, sieves: map[string]*sieve.Sieve{}}
	for account, months := range o.KnownMonths {
		f.sieves[account] = sieve.New(o.Redis, account, months)
	}
	mux.Handle("/api/v1/files", methods{http.MethodPost: f.post})
}

// post takes a file in, or shows how it is understood, as openapi.json describes.
func (f *files) post(w http.ResponseWriter, r *http.Request) {
	asked, refused := f.asked(r)
	if refused != nil {
		refused.Write(w, refused.status)
		return
	}
	if !f.busy.take() {
		askLater(w, busyAfter)
		problem.Problem{Error: fmt.Sprintf("%d files are being read already", filesAtOnce), Mend: "send it again after Retry-After"}.
			Write(w, http.StatusServiceUnavailable)
		return
	}
	defer f.busy.leave()
	t := &taker{producer: f.intake.producer, room: f.intake.room, to: asked.to}
	file, err := f.receive(w, r, &asked)
	if err != nil {
		f.notReceived(w, err, t)
		return
	}
	defer func() { _ = tempfile.Discard(file) }() // it was only read
	reader, err := rows.Open(file, asked.reading)
	if err != nil {
		problem.Problem{Error: err.Error(), Mend: "see docs/files.md; nothing was taken"}.Write(w, http.StatusUnprocessableEntity)
		return
	}
	defer func() { _ = reader.Close() }()
	work := &fileWork{
		files: f, taker: t, in: reader, found: preview.Begun(reader, asked.reading.Name), rc: http.NewResponseController(w),
		ctx: context.WithoutCancel(r.Context()), // all of it has come
	}
	if !asked.force {
		work.sieve = f.sieves[asked.to.account]
	}
	if asked.dryRun {
		work.ctx = r.Context()
		work.show(w)
		return
	}
	work.enqueue(w)
}

// notReceived answers for a body that is no file.
func (f *files) notReceived(w http.ResponseWriter, err error, t *taker) {
	var refused *refusal
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &refused):
		w.Header().Set("Connection", "close") // what is left of the body is not a request
		refused.Write(w, refused.status)
	case errors.As(err, &large):
		w.Header().Set("Connection", "close")
		problem.Problem{
			Error: fmt.Sprintf("the file is larger than %d bytes", fileMost), Mend: "pack it with gzip or zip, split it, or have an import read it",
		}.Write(w, http.StatusRequestEntityTooLarge)
	default:
		brokenBody(w, err, t)
	}
}

// fileWork is one file that is read.
type fileWork struct {
	files *files
	taker *taker
	sieve *sieve.Sieve // nil: known numbers are not left out
	in    *rows.Reader
	found preview.Preview // before a row was read
	read  int             // rows
	rc    *http.ResponseController
	ctx   context.Context
}

// next reads a row, and moves the deadline of the answer along.
func (w *fileWork) next() (rows.Row, error) {
	if w.read++; w.read%fileChunk == 1 {
		_ = w.rc.SetWriteDeadline(time.Now().Add(writeTimeout))
	}
	if w.files.intake.stopping.Err() != nil {
		return rows.Row{}, errStopping
	}
	return w.in.Read()
}

// show answers how the file is understood. What ends the reading early is told beside it.
func (w *fileWork) show(to http.ResponseWriter) {
	found, err := w.found.Counted(w.ctx, cmp.Or(w.files.batch[w.taker.to.account], track17.MaxItems), w.next)
	answer := shown{Preview: found}
	if errors.Is(err, errStopping) {
		why := whyUnavailable(err)
		askLater(to, why.after)
		why.Write(to, http.StatusServiceUnavailable)
		return
	}
	if err != nil {
		answer.Problem = &problem.Problem{Error: err.Error(), Mend: "nothing behind the last row can be read: mend the file"}
	}
	writeJSON(to, http.StatusOK, answer)
}

// shown is the answer of a dry run.
type shown struct {
	*problem.Problem
	preview.Preview
}

// fileAnswer is the answer to a file that was to be queued. Error and Mend are of one that is not 202.
type fileAnswer struct {
	*problem.Problem
	Account   string `json:"account"`
	Queue     string `json:"queue"`
	Enqueued  int64  `json:"enqueued"`
	Duplicate int64  `json:"duplicate"`
	Known     int64  `json:"known"`
	preview.Preview
}

// enqueue takes the rows and answers what became of them.
func (w *fileWork) enqueue(to http.ResponseWriter) {
	answer := fileAnswer{Account: w.taker.to.account, Queue: w.taker.to.rank}
	var held []rows.Row
	var failed error
	flush := func() {
		if failed == nil {
			failed = w.flush(held, &answer)
		}
		held = held[:0]
	}
	found, err := w.found.Counted(w.ctx, cmp.Or(w.files.batch[w.taker.to.account], track17.MaxItems), func() (rows.Row, error) {
		if len(held) == fileChunk {
			flush()
		}
		if failed != nil {
			return rows.Row{}, failed
		}
		row, err := w.next()
		if err == nil && row.Err == nil && !row.Old {
			held = append(held, row)
		}
		if errors.Is(err, io.EOF) {
			flush()
		}
		return row, err
	})
	if failed != nil {
		err = failed
	}
	answer.Preview = found
	w.files.intake.log.Info().Str("account", answer.Account).Str("queue", answer.Queue).Int64("enqueued", answer.Enqueued).
		Int64("duplicate", answer.Duplicate).Int64("known", answer.Known).Int64("invalid", found.Invalid).Msg("file")
	w.answer(to, answer, failed, err)
}

// flush enqueues the rows, but for those whose numbers are known to be registered.
func (w *fileWork) flush(held []rows.Row, answer *fileAnswer) error {
	if w.sieve != nil {
		held = w.sieve.Pass(w.ctx, held, func(rows.Row) { answer.Known++ })
	}
	entries := make([]queue.Entry, len(held))
	for i, row := range held {
		entries[i] = row.Entry
	}
	return w.taker.enqueue(w.ctx, entries, func(_ int, r queue.Receipt, err error) {
		switch {
		case err == nil && r.Status == queue.Duplicate:
			answer.Duplicate++
		case err == nil:
			answer.Enqueued++
		}
	})
}

func (w *fileWork) answer(to http.ResponseWriter, answer fileAnswer, failed, err error) {
	_ = w.rc.SetWriteDeadline(time.Now().Add(writeTimeout))
	switch {
	case failed != nil || errors.Is(err, errStopping):
		why := whyUnavailable(err)
		answer.Problem = &why.Problem
		askLater(to, why.after)
		writeJSON(to, http.StatusServiceUnavailable, answer)
	case err != nil:
		answer.Problem = &problem.Problem{Error: err.Error(), Mend: "mend the file and send it again: what is in the queue already stays one task"}
		writeJSON(to, http.StatusUnprocessableEntity, answer)
	case answer.Enqueued+answer.Duplicate+answer.Known == 0:
		answer.Problem = &problem.Problem{Error: "none of the rows can be enqueued", Mend: "mend what bad_rows say"}
		writeJSON(to, http.StatusUnprocessableEntity, answer)
	default:
		writeJSON(to, http.StatusAccepted, answer)
	}
}
