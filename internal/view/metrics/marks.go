package metrics

import (
	"time"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

// finest is the share of the wait that two marks are apart at least, so that the
// marks of a long wait stay few: some hundreds after a month.
const finest = 1.0 / 64

// inspector is the part of asynq.Inspector that tells one task from another.
type inspector interface {
	ListPendingTasks(queue string, opts ...asynq.ListOption) ([]*asynq.TaskInfo, error)
	ListActiveTasks(queue string, opts ...asynq.ListOption) ([]*asynq.TaskInfo, error)
	GetTaskInfo(queue, id string) (*asynq.TaskInfo, error)
}

// marks tell how long the oldest task of a queue has waited. asynq does not say
// when a task came, other than with a count of memory that is slow on long queues.
// So the newest task is marked at each look: what is before it in the queue is
// older than the mark. As long as the task that was marked first waits, with a
// worker or for one, the oldest has waited since then at least; once it is gone
// the next mark says the same of those behind it.
//
// The answer falls short by the time between two marks, and by all that passed
// before the first look. It is never too large. It is for one goroutine.
type marks struct {
	queue string
	tasks inspector
	now   func() time.Time
	all   []mark // the first is the oldest
}

// mark is a task that was seen to wait.
type mark struct {
	task string
	at   time.Time
}

// look returns for how long the oldest task has waited at least; 0 where none
// does. q is how many there are.
func (m *marks) look(q standing.Queue) (time.Duration, error) {
	if err := m.dropEnded(); err != nil {
		return 0, err
	}
	if err := m.markNewest(q); err != nil {
		return 0, err
	}
	if len(m.all) == 0 {
		return 0, nil
	}
	return m.now().Sub(m.all[0].at), nil
}

// dropEnded drops marks up to the first whose task still waits.
func (m *marks) dropEnded() error {
	for len(m.all) > 0 {
		waits, err := m.waits(m.all[0].task)
		if err != nil || waits {
			return err
		}
		m.all = m.all[1:]
	}
	return nil
}

// waits says whether a task is neither at its end nor put off to a later time.
func (m *marks) waits(task string) (bool, error) {
	info, err := m.tasks.GetTaskInfo(m.queue, task)
	if queue.NoSuchTask(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return info.State == asynq.TaskStatePending || info.State == asynq.TaskStateActive, nil
}

// markNewest marks the newest task there is. The lists begin with the oldest; one
// that has become shorter since it was counted gives none, and the next look does.
func (m *marks) markNewest(q standing.Queue) error {
	list, length := m.tasks.ListPendingTasks, q.Pending
	if length == 0 {
		list, length = m.tasks.ListActiveTasks, q.Active
	}
	if length == 0 {
		return nil
	}
	newest, err := list(m.queue, asynq.PageSize(1), asynq.Page(int(length)))
	if queue.NoSuchTask(err) {
		return nil
	}
	if err != nil || len(newest) == 0 {
		return err
	}
	m.add(newest[0].ID)
	return nil
}

// add marks a task, unless the last mark is near enough.
func (m *marks) add(task string) {
	now := m.now()
	if n := len(m.all); n > 0 {
		last, wait := m.all[n-1], now.Sub(m.all[0].at)
		if last.task == task || now.Sub(last.at) < time.Duration(finest*float64(wait)) {
			return
		}
	}
	m.all = append(m.all, mark{task, now})
}
