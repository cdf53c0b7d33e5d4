package worker

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/hibiken/asynq"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

// drawer is an archive, and whatever else the janitor and the reaper look at.
type drawer struct{ tasks []*asynq.TaskInfo }

func (d *drawer) add(n int, state asynq.TaskState, lastErr string, failed time.Time) {
	for range n {
		d.tasks = append(d.tasks, &asynq.TaskInfo{
			ID: fmt.Sprint("t", len(d.tasks)), Queue: "q", State: state, LastErr: lastErr, LastFailedAt: failed,
		})
	}
}

func (d *drawer) ListArchivedTasks(_ string, o ...asynq.ListOption) ([]*asynq.TaskInfo, error) {
	page, size := 1, len(d.tasks)
	for _, option := range o {
		switch fmt.Sprintf("%T", option) {
		case "asynq.pageNumOpt":
			fmt.Sscan(fmt.Sprint(option), &page)
		case "asynq.pageSizeOpt":
			fmt.Sscan(fmt.Sprint(option), &size)
		}
	}
	from := min((page-1)*size, len(d.tasks))
	return slices.Clone(d.tasks[from:min(from+size, len(d.tasks))]), nil
}

func (d *drawer) ListRetryTasks(string, ...asynq.ListOption) ([]*asynq.TaskInfo, error) {
	return nil, nil
}

func (d *drawer) GetTaskInfo(_, id string) (*asynq.TaskInfo, error) {
	for _, t := range d.tasks {
		if t.ID == id {
			return t, nil
		}
	}
	return nil, asynq.ErrTaskNotFound
}

func (d *drawer) RunTask(_, id string) error {
	t, err := d.GetTaskInfo("", id)
	if err == nil {
		t.State = asynq.TaskStatePending
	}
	return err
}

func (d *drawer) DeleteTask(_, id string) error {
	d.tasks = slices.DeleteFunc(d.tasks, func(t *asynq.TaskInfo) bool { return t.ID == id })
	return nil
}

func (d *drawer) sizes(context.Context, string) (queue.Counts, error) {
	return queue.Counts{Archived: int64(len(d.tasks))}, nil
}

func (d *drawer) count(lastErr string) int {
	n := 0
	for _, t := range d.tasks {
		if t.LastErr == lastErr {
			n++
		}
	}
	return n
}

func TestTheArchiveIsTrimmedBehindWhatAPersonArchived(t *testing.T) {
	now := time.Now()
	d := &drawer{}
	again := (&ownFailure{text: "refused"}).Error()
	d.add(150, asynq.TaskStateArchived, "", time.Time{})
	d.add(150, asynq.TaskStateArchived, again, now)
	d.add(150, asynq.TaskStateArchived, (&givenBack{}).Error(), now.Add(-2*archiveAge))
	d.add(150, asynq.TaskStateArchived, asynq.ErrLeaseExpired.Error(), now)
	d.add(archiveMost, asynq.TaskStateArchived, "refused", now)
	j := &janitor{inspector: d, sizes: d.sizes, keep: archiveAge, now: func() time.Time { return now }}
	require.NoError(t, j.trim(t.Context(), "q"))
	require.Equal(t, archiveMost, len(d.tasks))
	require.Equal(t, archiveMost-600, d.count("refused"), "nothing without an outcome has gone")

	for _, task := range d.tasks {
		task.LastFailedAt = now.Add(-archiveAge - time.Minute)
	}
	require.NoError(t, j.trim(t.Context(), "q"))
	require.Equal(t, 600, len(d.tasks))
	require.Zero(t, d.count("refused"))
}

func TestWhatWasOnlyJustArchivedIsLeftToWhoeverHasItsOutcome(t *testing.T) {
	now := time.Now()
	d := &drawer{}
	d.add(1, asynq.TaskStateArchived, asynq.ErrLeaseExpired.Error(), now)
	j := &janitor{inspector: d, now: func() time.Time { return now }, expiry: &expiry{now: func() time.Time { return now }}}
	require.False(t, j.rescueTask(t.Context(), d.tasks[0]))
	now = now.Add(reapMargin)
	require.True(t, j.rescueTask(t.Context(), d.tasks[0]))
}

func TestTheReaperDeletesTheShellAndNoTaskOfThatIDEnqueuedSince(t *testing.T) {
	d := &drawer{}
	lost := asynq.ErrLeaseExpired.Error()
	d.add(1, asynq.TaskStateActive, "", time.Time{})
	r := newReaper(d)
	shell := taskRef{"q", d.tasks[0].ID}
	r.add(shell)
	require.Equal(t, 1, r.sweep(t.Context()), "an active task cannot be deleted yet")
	require.True(t, r.has(shell))
	d.tasks[0].State, d.tasks[0].LastErr = asynq.TaskStateRetry, lost
	require.Zero(t, r.sweep(t.Context()))
	require.Empty(t, d.tasks)

	d.add(1, asynq.TaskStatePending, "", time.Time{})
	r.add(shell)
	require.Zero(t, r.sweep(t.Context()))
	require.Len(t, d.tasks, 1, "somebody wants it done")
}
