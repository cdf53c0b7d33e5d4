package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/bench/internal/rig"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// result is the sheet, and where the tasks without an outcome are.
type result struct {
	*sheet
	vendor        sandbox.Summary
	registrations int      // at the vendor
	limbo         []string // asynq still has the task
	lost          []string // nobody has
	left          remains
}

// audit reads what there is to compare. Nothing runs any more but Redis and the
// sandbox.
func (n *night) audit(ctx context.Context) (result, error) {
	vendor, err := n.rig.Sandbox.Registrations(ctx)
	if err != nil {
		return result{}, err
	}
	sums, err := n.rig.Sandbox.Summary(ctx, rig.Key)
	if err != nil {
		return result{}, err
	}
	entered, said := n.book.copies()
	r := result{sheet: newSheet(entered, said, vendor), vendor: sums, registrations: len(vendor)}
	if r.left, err = n.left(ctx); err != nil {
		return result{}, err
	}
	inspector := asynq.NewInspectorFromRedisClient(n.rig.Redis.Client)
	for _, id := range r.missing {
		info, err := inspector.GetTaskInfo(entered[id].queue, id)
		switch {
		case errors.Is(err, asynq.ErrTaskNotFound), errors.Is(err, asynq.ErrQueueNotFound):
			r.lost = append(r.lost, id)
		case err != nil:
			return result{}, fmt.Errorf("look for task %s: %w", id, err)
		default:
			r.limbo = append(r.limbo, fmt.Sprintf("%s (%s, %s)", id, info.Queue, info.State))
		}
	}
	return r, nil
}

// check is one thing that must not be.
type check struct {
	name  string
	cases []string
}

func (r result) checks() []check {
	return []check{
		{"lost: no outcome, and no task any more", r.lost},
		{"in limbo: no outcome, the task still there", r.limbo},
		{"charged twice", r.charged},
		{"outcomes that contradict each other", r.divided},
		{"wrong outcome: a good number failed, or a faulty one did not", r.wrong},
		{"told registered, but the vendor does not have it", r.unkept},
		{"outcome of a task that nobody made", r.unknown},
		{"number at the vendor that nobody entered", r.strangers},
	}
}

// leftOver is how many tasks asynq holds that it should not: all but the
// rejected ones, which stay in its archive for people to see.
func (r result) leftOver() int64 {
	return r.left.unfinished() + max(0, r.left.archived-int64(r.faulty))
}

// balanced says whether everything came out once and as it should.
func (r result) balanced() bool {
	for _, c := range r.checks() {
		if len(c.cases) > 0 {
			return false
		}
	}
	return r.leftOver() == 0
}
