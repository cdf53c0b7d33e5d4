package importer

import (
	"context"
	"fmt"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/queue"
)

// listPage is how many tasks are listed at once.
const listPage = 5000

// lists are asynq's lists of the tasks that are not done with, in the order in which tasks move
// through them.
func (r *run) lists() []taskList {
	return []taskList{
		{r.inspector.ListPendingTasks, func(c queue.Counts) int64 { return c.Pending }},
		{r.inspector.ListScheduledTasks, func(c queue.Counts) int64 { return c.Scheduled }},
		{r.inspector.ListRetryTasks, func(c queue.Counts) int64 { return c.Retry }},
		{r.inspector.ListActiveTasks, func(c queue.Counts) int64 { return c.Active }},
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
func (r *run) pages(ctx context.Context, l taskList, take func([]*asynq.TaskInfo) error) error {
	var counts []queue.Counts
	err := r.redis.insist(ctx, func(ctx context.Context) (err error) {
		counts, err = queue.ReadCounts(ctx, r.o.Redis, r.bulk())
		return err
	})
	if err != nil {
		return err
	}
	for page := int((l.size(counts[0]) + listPage - 1) / listPage); page >= 1; page-- {
		var tasks []*asynq.TaskInfo
		err := r.redis.insist(ctx, func(context.Context) (err error) {
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
func (r *run) own(tasks []*asynq.TaskInfo) []ownTask {
	own := make([]ownTask, 0, len(tasks))
	for _, t := range tasks {
		origin, ok := originOf(t.Payload)
		if !ok {
			continue
		}
		if ordinal, ours := r.ordinalOf(origin.Source); ours {
			own = append(own, ownTask{ordinal, t})
		}
	}
	return own
}

// ownTask is the task of a row.
type ownTask struct {
	ordinal int64
	*asynq.TaskInfo
}
