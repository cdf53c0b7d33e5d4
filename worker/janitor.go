package worker

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/hibiken/asynq"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/gate"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/queue"
)

const (
	// janitorInterval is how often the archives are looked through.
	janitorInterval = 5 * time.Second
	// deadlineInterval is how often retry and archive are swept for tasks
	// whose Deadline has passed while they lay there.
	deadlineInterval = 10 * time.Minute
	// archiveMost keeps each archive well below asynq's 10,000, where its own
	// trimming drops tasks silently and, with many at once, fails for good.
	archiveMost = 5000
	// archiveAge keeps archived tasks for less than asynq's 90 days, for the
	// same reason.
	archiveAge = 80 * 24 * time.Hour
	// clockMargin is how far processes' clocks may lie apart for a task that
	// one archives to be seen as new by another.
	clockMargin = 2 * time.Minute
	// reapMargin is how long a task is left alone that was only just
	// archived: another process may have its outcome and be about to delete it.
	reapMargin  = 3 * time.Second
	janitorPage = 100
)

// archiveAgeOf is how long an account's archived tasks are kept: their payloads may name persons.
func archiveAgeOf(a Account) time.Duration {
	if a.PersonalDataKeep > 0 {
		return min(archiveAge, a.PersonalDataKeep)
	}
	return archiveAge
}

// janitor brings back what asynq archived without a verdict of ours, ends what
// lies there past its Deadline, and keeps the archives small. One process per
// account does it at a time.
type janitor struct {
	gate      *gate.Gate
	inspector archives
	expiry    *expiry
	sizes     func(ctx context.Context, queue string) (queue.Counts, error)
	queues    []string
	keep      time.Duration // of archived tasks
	me        string
	redis     *redisWatch
	now       func() time.Time
	log       zerolog.Logger

	seen      map[string]time.Time // by queue: archived before this has been looked at
	lastSweep time.Time
}

// archives is the part of asynq.Inspector that the janitor needs.
type archives interface {
	ListArchivedTasks(queue string, opts ...asynq.ListOption) ([]*asynq.TaskInfo, error)
	ListRetryTasks(queue string, opts ...asynq.ListOption) ([]*asynq.TaskInfo, error)
	RunTask(queue, id string) error
	DeleteTask(queue, id string) error
}

// Run tidies until ctx ends.
func (j *janitor) Run(ctx context.Context) error {
	return every(ctx, janitorInterval, j.redis, j.step)
}

// step tidies once, if this process leads.
func (j *janitor) step(ctx context.Context) error {
	return role{"janitor", j.me, 3 * janitorInterval}.step(ctx, j.gate, j.tidy)
}

// tidy goes through the queues once.
func (j *janitor) tidy(ctx context.Context) error {
	sweep := j.now().Sub(j.lastSweep) >= deadlineInterval
	var failed error
	for _, q := range j.queues {
		// What is wrong with one queue keeps no other from being tidied.
		failed = errors.Join(failed, j.tidyQueue(ctx, q, sweep))
	}
	if sweep && failed == nil {
		j.lastSweep = j.now()
	}
	return failed
}

func (j *janitor) tidyQueue(ctx context.Context, q string, sweep bool) error {
	if err := j.rescue(ctx, q, sweep); err != nil {
		return err
	}
	if sweep {
		if err := j.sweepRetries(ctx, q); err != nil {
			return err
		}
	}
	return j.trim(ctx, q)
}

// list reads a page of tasks. Where their payloads are too long for one reply, each is read by
// itself, and one that is too long alone is passed over.
func (j *janitor) list(list func(string, ...asynq.ListOption) ([]*asynq.TaskInfo, error), q string, page int) ([]*asynq.TaskInfo, error) {
	tasks, err := list(q, asynq.PageSize(janitorPage), asynq.Page(page))
	if !tooLong(err) {
		return tasks, err
	}
	for n := (page-1)*janitorPage + 1; n <= page*janitorPage; n++ {
		one, err := list(q, asynq.PageSize(1), asynq.Page(n))
		if err != nil && !tooLong(err) {
			return tasks, err
		}
		tasks = append(tasks, one...)
	}
	return tasks, nil
}

// tooLong says that a reply was longer than is held. asynq keeps the error's text alone.
func tooLong(err error) bool {
	return err != nil && strings.Contains(err.Error(), redistrouble.ErrReplyTooLong.Error())
}

// rescue goes through an archive from its newest task to the first that was
// there the last time, or through all of it.
func (j *janitor) rescue(ctx context.Context, q string, all bool) error {
	counts, err := j.sizes(ctx, q)
	if err != nil {
		return err
	}
	from, started := j.seen[q], j.now()
	rescued := 0
	for page := pagesOf(counts.Archived); page >= 1; page-- {
		tasks, err := j.list(j.inspector.ListArchivedTasks, q, page)
		if err != nil {
			return ignoreMissing(err)
		}
		for _, t := range tasks {
			if j.rescueTask(ctx, t) {
				rescued++
			}
		}
		if !all && len(tasks) > 0 && tasks[0].LastFailedAt.Before(from) || ctx.Err() != nil {
			break
		}
	}
	if rescued > 0 {
		j.log.Info().Str("queue", q).Int("tasks", rescued).Msg("brought back what was archived without a verdict")
	}
	j.seen[q] = started.Add(-clockMargin)
	return nil
}

// rescueTask puts an archived task back into its queue if a lost lease or a
// spent Timeout, and no verdict, put it there; past its Deadline it expires.
func (j *janitor) rescueTask(ctx context.Context, t *asynq.TaskInfo) bool {
	if !asynqsOwn(t.LastErr) || j.now().Sub(t.LastFailedAt) < reapMargin {
		return false
	}
	if j.expiry.past(t) {
		j.expiry.endTask(ctx, t)
		return false
	}
	return j.inspector.RunTask(t.Queue, t.ID) == nil
}

// sweepRetries ends the tasks in retry whose Deadline has passed.
func (j *janitor) sweepRetries(ctx context.Context, q string) error {
	counts, err := j.sizes(ctx, q)
	if err != nil {
		return err
	}
	for page := pagesOf(counts.Retry); page >= 1 && ctx.Err() == nil; page-- {
		tasks, err := j.list(j.inspector.ListRetryTasks, q, page)
		if err != nil {
			return ignoreMissing(err)
		}
		for _, t := range tasks {
			if j.expiry.past(t) {
				j.expiry.endTask(ctx, t)
			}
		}
	}
	return nil
}

// trim deletes the oldest archived tasks above the bounds. Their numbers stand
// in the failures record, which is the truth about failures. Tasks that a
// person archived have no outcome, and are left alone.
func (j *janitor) trim(ctx context.Context, q string) error {
	counts, err := j.sizes(ctx, q)
	if err != nil {
		return err
	}
	excess := int(counts.Archived) - archiveMost
	for page := 1; ctx.Err() == nil; {
		tasks, err := j.list(j.inspector.ListArchivedTasks, q, page)
		if err != nil {
			return ignoreMissing(err)
		}
		deleted, young := 0, len(tasks) == 0
		for _, t := range tasks {
			old := j.now().Sub(t.LastFailedAt) > j.keep
			young = excess <= 0 && !old
			if !young && !unsettled(t.LastErr) && j.inspector.DeleteTask(q, t.ID) == nil {
				deleted++
				excess--
			}
		}
		switch {
		case young:
			return nil
		case deleted == 0: // else what was behind has moved up
			page++
		}
	}
	return nil
}

// pagesOf is how many pages hold n tasks.
func pagesOf(n int64) int { return int((n + janitorPage - 1) / janitorPage) }

// ignoreMissing forgives a queue that nobody has enqueued to yet.
func ignoreMissing(err error) error {
	if errors.Is(err, asynq.ErrQueueNotFound) {
		return nil
	}
	return err
}
