package job

import "github.com/trackreg/trackreg/queue"

// recent remembers the latest outcomes by task.
type recent struct {
	byTask map[string]queue.Outcome
	order  []string // of the tasks, a ring
	next   int
}

func newRecent(most int) recent {
	return recent{byTask: map[string]queue.Outcome{}, order: make([]string, most)}
}

// add remembers an outcome in the place of the oldest.
func (r *recent) add(o queue.Outcome) {
	if _, known := r.byTask[o.Task]; !known {
		delete(r.byTask, r.order[r.next])
		r.order[r.next] = o.Task
		r.next = (r.next + 1) % len(r.order)
	}
	r.byTask[o.Task] = o
}

func (r *recent) get(task string) (queue.Outcome, bool) {
	o, ok := r.byTask[task]
	return o, ok
}
