package job

import (
	"slices"
	"sync"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/queue"
)

// recentKept is how many outcomes are remembered that no row waited for.
const recentKept = 10_000

// awaited knows which rows wait for which task, and counts. It is safe for
// concurrent use.
type awaited struct {
	refuse func(rows.Row, rows.Verdict) error // takes a row that failed

	mu      sync.Mutex
	waiting map[string]*waiting // by task id
	held    int64               // rows in waiting
	recent  recent
	summary Summary
	err     error // of refuse
}

// waiting is the rows of one task.
type waiting struct {
	rows   []rows.Row
	queued bool // Redis has the task
}

func newAwaited(refuse func(rows.Row, rows.Verdict) error) *awaited {
	return &awaited{
		refuse: refuse, waiting: map[string]*waiting{}, recent: newRecent(recentKept),
	}
}

// read takes note of a row. It says whether the row waits for an outcome, which an
// invalid one does not, and whether its task is to be enqueued, which that of a
// row is not that is the same as one that still waits.
func (l *awaited) read(row rows.Row) (waits, enqueue bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.summary.Rows++
	if row.Err != nil {
		l.summary.Invalid++
		l.fail(row, rows.Verdict{Message: row.Err.Reason(), Remedy: rows.RemedyInvalid}, queue.Terminal)
		return false, false
	}
	id := row.Entry.TaskID(queue.Register)
	if w, ok := l.waiting[id]; ok {
		l.summary.Duplicate++
		w.rows = append(w.rows, row)
		l.held++
		return true, false
	}
	l.waiting[id] = &waiting{rows: []rows.Row{row}}
	l.held++
	return true, true
}

// known takes note of a row that is not sent, for its number is registered.
func (l *awaited) known(rows.Row) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.summary.Rows++
	l.summary.Known++
}

// enqueued takes note of the receipt of a row's task. A duplicate may be a task
// whose outcome has been seen already, shortly before asynq forgets it.
func (l *awaited) enqueued(id string, status queue.Status) (ended int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if status == queue.Duplicate {
		l.summary.Duplicate++
	} else {
		l.summary.Enqueued++
	}
	w, ok := l.waiting[id]
	if !ok {
		return 0
	}
	w.queued = true
	if outcome, seen := l.recent.get(id); seen && status == queue.Duplicate {
		return l.end(outcome)
	}
	return 0
}

// stuck takes note of a row whose task cannot be enqueued for a reason of its own.
func (l *awaited) stuck(id string, err error) (ended int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w, ok := l.waiting[id]
	if !ok {
		return 0
	}
	l.drop(id, w)
	l.summary.Invalid += int64(len(w.rows))
	for _, row := range w.rows {
		l.fail(row, rows.Verdict{Message: err.Error(), Remedy: rows.RemedyInvalid}, queue.Retryable)
	}
	return len(w.rows)
}

// outcome takes note of what became of a task and returns how many rows ended.
func (l *awaited) outcome(o queue.Outcome) (ended int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if o.Op != queue.Register {
		return 0
	}
	l.recent.add(o)
	if _, ours := l.waiting[o.Task]; !ours {
		return 0
	}
	return l.end(o)
}

// end settles the rows of a task.
func (l *awaited) end(o queue.Outcome) int {
	w := l.waiting[o.Task]
	l.drop(o.Task, w)
	l.summary.count(o.Outcome)
	if o.Class != "" {
		for _, row := range w.rows {
			l.fail(row, rows.Verdict{Code: o.Code, Message: o.Message, Remedy: o.Remedy, Mends: o.FailureID()}, o.Class)
		}
	}
	return len(w.rows)
}

func (l *awaited) drop(id string, w *waiting) {
	delete(l.waiting, id)
	l.held -= int64(len(w.rows))
}

// fail hands on a row that failed, and sorts it by its remedy.
func (l *awaited) fail(row rows.Row, v rows.Verdict, class string) {
	l.summary.group(v.Remedy, class, v.Message, row.Line)
	if err := l.refuse(row, v); err != nil && l.err == nil {
		l.err = err
	}
}

// queuedTasks returns up to most tasks that wait for their outcome in the queue,
// those of first before others.
func (l *awaited) queuedTasks(first map[string]bool, most int) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	ids := make([]string, 0, most)
	add := func(id string, w *waiting) {
		if w != nil && w.queued && len(ids) < most {
			ids = append(ids, id)
		}
	}
	for id := range first {
		add(id, l.waiting[id])
	}
	for id, w := range l.waiting {
		if len(ids) == most {
			break
		}
		if !first[id] {
			add(id, w)
		}
	}
	return ids
}

// vanished hands on the rows of a task that is not in the queue any more and
// never had an outcome. It returns how many ended so.
func (l *awaited) vanished(id string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	w, ok := l.waiting[id]
	if !ok {
		return 0
	}
	l.drop(id, w)
	l.summary.Vanished++
	for _, row := range w.rows {
		l.fail(row, rows.Verdict{Message: vanishedMessage, Remedy: remedyUnfinished}, queue.Retryable)
	}
	return len(w.rows)
}

// vanishedMessage says what became of a task that is not there any more.
const vanishedMessage = "its task has vanished from the queue without an outcome: deleted by hand, or lost with Redis"

// tooLate hands on a row that is not to be enqueued any more.
func (l *awaited) tooLate(row rows.Row, why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.summary.Rows++
	if row.Err != nil {
		l.summary.Invalid++
		l.fail(row, rows.Verdict{Message: row.Err.Reason(), Remedy: rows.RemedyInvalid}, queue.Terminal)
		return
	}
	l.summary.Unqueued++
	l.fail(row, rows.Verdict{Message: why, Remedy: remedyUnfinished}, queue.Retryable)
}

// close counts the tasks that have no outcome yet. Rows whose task Redis does not
// have, or will not keep, are handed on, in the order of the input.
func (l *awaited) close(kept bool, why string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var lost []rows.Row
	for _, w := range l.waiting {
		switch {
		case !w.queued:
			l.summary.Unqueued += int64(len(w.rows))
		default:
			l.summary.Unfinished++
		}
		if !w.queued || !kept {
			lost = append(lost, w.rows...)
		}
	}
	slices.SortFunc(lost, func(a, b rows.Row) int { return a.Line - b.Line })
	for _, row := range lost {
		l.fail(row, rows.Verdict{Message: why, Remedy: remedyUnfinished}, queue.Retryable)
	}
	clear(l.waiting)
	l.held = 0
}

// outstanding returns the number of rows that wait for an outcome.
func (l *awaited) outstanding() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held
}

// broken is the error with which rows that failed could not be handed on.
func (l *awaited) broken() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// counts returns the summary as it stands.
func (l *awaited) counts() Summary {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.summary
}
