package job

import (
	"context"
	"time"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/queue"
)

const (
	// vanishInterval is how long nothing must have ended before tasks are looked for.
	vanishInterval = 10 * time.Second
	// vanishLooks is how many tasks are looked for at once.
	vanishLooks = 500
)

// tasks is the part of asynq.Inspector by which a task is looked for.
type tasks interface {
	GetTaskInfo(queue, id string) (*asynq.TaskInfo, error)
}

// search looks for tasks that will never have an outcome, for somebody has
// deleted them, or Redis lost them in a crash. Without it a run that waits for
// one would wait for ever.
type search struct {
	tasks   tasks
	queue   string
	awaited *awaited
	idle    func() time.Duration // since the latest outcome
	gone    func(rows int)       // is told of rows that ended so
	missing map[string]bool      // not found the last time
}

// run looks whenever nothing has ended for a while, until ctx ends.
func (s *search) run(ctx context.Context) {
	tick := time.NewTicker(vanishInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if s.idle() >= vanishInterval {
				s.look()
			}
		}
	}
}

// look ends the rows of tasks that were not found twice in a row: once may be a
// task that has just ended, whose outcome is on its way.
func (s *search) look() {
	missing := map[string]bool{}
	for _, id := range s.awaited.queuedTasks(s.missing, vanishLooks) {
		_, err := s.tasks.GetTaskInfo(s.queue, id)
		if !queue.NoSuchTask(err) {
			continue
		}
		if !s.missing[id] {
			missing[id] = true
			continue
		}
		s.gone(s.awaited.vanished(id))
	}
	s.missing = missing
}
