package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/bench/internal/rig"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// night is one run: the storm, and the time after it.
type night struct {
	plan  plan
	rig   *rig.Rig
	book  *book
	redis *redisKiller
	crew  *crew

	faults  []sandbox.Standing // as they stood when the storm was over
	over    time.Time          // when it was over
	settled time.Duration      // from then until everything had come out; 0: it never had
}

func newNight(p plan, r *rig.Rig) *night {
	return &night{
		plan:  p,
		rig:   r,
		book:  newBook(),
		redis: &redisKiller{redis: r.Redis, dice: p.dice(redisDice)},
		crew:  newCrew(r, p),
	}
}

// errMorning ends what runs beside the night when that has passed.
var errMorning = errors.New("the night is over")

// pass lets the storm come and go, and waits until everything has come out or
// the time for that is over. What is wrong then is for the audit to find.
func (n *night) pass(life context.Context) error {
	group, ctx := errgroup.WithContext(life)
	storm, calm := context.WithTimeout(ctx, n.plan.storm)
	defer calm()
	group.Go(func() error { return n.book.follow(ctx, n.rig.Redis.Client) })
	n.crew.start(ctx, storm, group)
	group.Go(func() error {
		if err := n.rage(life, storm); err != nil {
			return err
		}
		if err := n.settle(ctx); err != nil {
			return err
		}
		return errMorning
	})
	if err := group.Wait(); !errors.Is(err, errMorning) {
		return err
	}
	return nil
}

// rage feeds the numbers in while everything goes wrong, and ends the faults.
func (n *night) rage(life, storm context.Context) error {
	if err := n.rig.Sandbox.Script(life, faults()...); err != nil {
		return err
	}
	var group errgroup.Group
	group.Go(func() error { return newFeeder(n).feed(life) })
	group.Go(func() error { return n.redis.work(life, storm) })
	if err := group.Wait(); err != nil {
		return err
	}
	<-storm.Done()
	standing, err := n.rig.Sandbox.Faults(life)
	if err != nil {
		return err
	}
	n.faults = standing
	n.over = time.Now()
	return n.rig.Sandbox.ClearFaults(life)
}

// settle waits until everything has come out, at most as long as the plan says.
func (n *night) settle(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for time.Since(n.over) < n.plan.settle {
		out, err := n.allOut(ctx)
		if err != nil {
			return err
		}
		if out {
			n.settled = time.Since(n.over)
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// allOut says whether every task has its outcome and none is left that could
// have another.
func (n *night) allOut(ctx context.Context) (bool, error) {
	if n.book.open() > 0 {
		return false, nil
	}
	left, err := n.left(ctx)
	return left.unfinished() == 0, err
}

// left counts the tasks that asynq still holds.
func (n *night) left(ctx context.Context) (remains, error) {
	queues := []string{queue.LiveQueue(queue.DefaultAccount), queue.BulkQueue(queue.DefaultAccount)}
	counts, err := queue.ReadCounts(ctx, n.rig.Redis.Client, queues...)
	if err != nil {
		return remains{}, fmt.Errorf("count the queues: %w", err)
	}
	var sum remains
	for _, c := range counts {
		sum.add(c)
	}
	return sum, nil
}
