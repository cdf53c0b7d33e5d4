package main

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/bench/internal/rig"
)

// workers is how many processes work at once.
const workers = 3

// crew keeps workers at work, as a supervisor does: one that has ended is
// started again. In the storm it kills them, too.
type crew struct {
	rig  *rig.Rig
	plan plan

	killed atomic.Int64
	ended  atomic.Int64 // by themselves
}

func newCrew(r *rig.Rig, p plan) *crew { return &crew{rig: r, plan: p} }

// start sets every member to work in the group, until ctx ends.
func (c *crew) start(ctx, storm context.Context, group *errgroup.Group) {
	for i := range workers {
		dice := c.plan.dice(memberDice + uint64(i))
		group.Go(func() error { return c.man(ctx, storm, dice) })
	}
}

// man keeps one worker process running.
func (c *crew) man(ctx, storm context.Context, dice *rand.Rand) error {
	for ctx.Err() == nil {
		worker, err := c.rig.StartWorker(ctx, workerSettings(c.rig))
		if err != nil {
			return err
		}
		c.watch(ctx, storm, worker, between(dice, 5*time.Second, 30*time.Second))
		select {
		case <-ctx.Done():
		case <-time.After(between(dice, 300*time.Millisecond, 2*time.Second)):
		}
	}
	return ctx.Err()
}

// watch returns when the worker has ended, for which it kills it after a while
// if there is still a storm.
func (c *crew) watch(ctx, storm context.Context, worker *rig.Process, while time.Duration) {
	kill := time.NewTimer(while)
	defer kill.Stop()
	select {
	case <-kill.C:
		worker.Kill()
		c.killed.Add(1)
		return
	case <-storm.Done():
	case <-worker.Done():
	}
	<-worker.Done() // ctx's end kills it
	if ctx.Err() == nil {
		c.ended.Add(1)
	}
}
