package metrics

import "github.com/trackreg/trackreg/internal/standing"

// queueGauges show what waits, and what has failed.
func queueGauges() []gauge {
	return []gauge{
		newGauge("queue_tasks", "Numbers in the account's queues by their state in asynq: pending, active (with a worker), and so on.",
			func(a *accountSample, set setter) {
				for _, class := range classes {
					for state, n := range tasksOf(a.queue(class)) {
						set(float64(n), class, state)
					}
				}
			}, "class", "state"),
		newGauge("numbers_in_calls", "Numbers that are in a call now, in all processes of the account.",
			func(a *accountSample, set setter) { set(float64(a.standing.InCalls)) }),
		newGauge("queue_paused", "1 while workers take nothing from the queue, for a closed gate or by a hand.",
			func(a *accountSample, set setter) {
				for _, class := range classes {
					set(truth(a.queue(class).Paused), class)
				}
			}, "class"),
		newGauge("oldest_waiting_seconds", "For how long, at least, the oldest number that could be called has waited; 0 where none waits. A process knows of no time before its own start.",
			func(a *accountSample, set setter) {
				for class, age := range a.oldest {
					set(age.Seconds(), class)
				}
			}, "class"),
		newGauge("workers", "Processes that serve the account, this one or others; 0: its numbers wait for nobody.",
			func(a *accountSample, set setter) { set(float64(len(a.standing.Workers))) }),
		newGauge("failures", "Numbers in the record of those that failed for good.",
			func(a *accountSample, set setter) { set(float64(a.standing.Failed)) }),
	}
}

// tasksOf are a queue's counts by state.
func tasksOf(q standing.Queue) map[string]int64 {
	return map[string]int64{
		"pending": q.Pending, "active": q.Active, "scheduled": q.Scheduled,
		"retry": q.Retry, "archived": q.Archived, "completed": q.Completed,
	}
}
