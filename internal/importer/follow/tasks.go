package follow

import (
	"context"
	"fmt"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/internal/importer/origin"
	"github.com/trackreg/trackreg/queue"
)

// listPage is how many tasks are listed at once.
const listPage = 5000

// lists are asynq's lists of the tasks that are not done with, in the order in which tasks move
// through them.
func (r Run) lists() []taskList {
	return []taskList{
		{r.Inspector.ListPendingTasks, func(c queue.Counts) int64 { return c.Pending }},
		{r.Inspector.ListScheduledTasks, func(c queue.Counts) int64 { return c.Scheduled }},
		{r.Inspector.ListRetryTasks, func(c queue.Counts) int64 { return c.Retry }},
		{r.Inspector.ListActiveTasks, func(c queue.Counts) int64 { return c.Active }},
	}
}

// taskList is one of asynq's lists.
type taskList struct {
	list func(queue string, opts ...asynq.ListOption) ([]*asynq.TaskInfo, error)
	size func(queue.Counts) int64
}

// pages hands the tasks of a list of the bulk queue to take, page by page from the last to the
// first: tasks that leave the list meanwhile, at its front or because take deletes them, move
// none past the page that is next.
func (r Run) pages(ctx context.Context, l taskList, take func([]*asynq.TaskInfo) error) error {
	var counts []queue.Counts
	err := r.Retry.Until(ctx, func(ctx context.Context) (err error) {
		counts, err = queue.ReadCounts(ctx, r.Redis, r.bulk())
		return err
	})
	if err != nil {
		return err
	}
	for page := int((l.size(counts[0]) + listPage - 1) / listPage); page >= 1; page-- {
		var tasks []*asynq.TaskInfo
		err := r.Retry.Until(ctx, func(context.Context) (err error) {
			tasks, err = l.list(r.bulk(), asynq.PageSize(listPage), asynq.Page(page))
			if queue.NoSuchTask(err) {
				return nil
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("list the tasks of %s: %w", r.bulk(), err)
		}
		if err := take(tasks); err != nil {
			return err
		}
	}
	return nil
}

// own are those of the tasks that are rows of this run.
func (r Run) own(tasks []*asynq.TaskInfo) []ownTask {
	own := make([]ownTask, 0, len(tasks))
	for _, t := range tasks {
		entry, err := queue.ParseTask(t.ID, t.Payload)
		if err != nil {
			continue
		}
		if ordinal, ours := origin.Ordinal(r.Ledger.ID(), entry.Source); ours {
			own = append(own, ownTask{ordinal, entry, t})
		}
	}
	return own
}

// ownTask is the task of a row.
type ownTask struct {
	ordinal int64
	entry   queue.Entry
	*asynq.TaskInfo
}
