package metrics

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/presence"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/worker"
)

// accountSampler reads how one account stands. It is for one goroutine at a time.
type accountSampler struct {
	redis   redis.UniversalClient
	account Account
	marks   map[string]*marks // by class
	now     func() time.Time
}

// accountSample is how an account stood at a time.
type accountSample struct {
	Account
	standing standing.Account
	oldest   map[string]time.Duration // by class: how long the oldest number had waited
	at       time.Time                // by the local clock
}

func newAccountSampler(rdb redis.UniversalClient, a Account, tasks inspector, now func() time.Time) *accountSampler {
	s := &accountSampler{redis: rdb, account: a, marks: map[string]*marks{}, now: now}
	for _, class := range classes {
		s.marks[class] = &marks{queue: queueOf(a.Name, class), tasks: tasks, now: now}
	}
	return s
}

// classes are those that an account's numbers wait in.
var classes = [...]string{worker.LiveClass, worker.BulkClass}

func queueOf(account, class string) string {
	if class == worker.LiveClass {
		return queue.LiveQueue(account)
	}
	return queue.BulkQueue(account)
}

// read returns how the account stands, or, with an error, the sample before.
func (s *accountSampler) read(ctx context.Context, workers *presence.Reader, before *accountSample) (*accountSample, error) {
	found, err := standing.ReadAccountBy(ctx, s.redis, workers, s.account.Subject)
	if err != nil {
		return before, err
	}
	read := &accountSample{Account: s.account, standing: found, oldest: map[string]time.Duration{}}
	for class, m := range s.marks {
		if read.oldest[class], err = m.look(read.queue(class)); err != nil {
			return before, fmt.Errorf("look at queue %s: %w", m.queue, err)
		}
	}
	read.at = s.now()
	return read, nil
}

// queue is the account's queue of a class.
func (a *accountSample) queue(class string) standing.Queue {
	name := queueOf(a.Name, class)
	for _, q := range a.standing.Queues {
		if q.Name == name {
			return q
		}
	}
	return standing.Queue{}
}
