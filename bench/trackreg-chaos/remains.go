package main

import "github.com/trackreg/trackreg/queue"

// remains are the tasks that asynq holds over all queues, by state.
type remains struct {
	pending, active, scheduled, retry, archived int64
}

func (r *remains) add(c queue.Counts) {
	r.pending += c.Pending
	r.active += c.Active
	r.scheduled += c.Scheduled
	r.retry += c.Retry
	r.archived += c.Archived
}

// unfinished is how many can still have an outcome.
func (r remains) unfinished() int64 { return r.pending + r.active + r.scheduled + r.retry }
