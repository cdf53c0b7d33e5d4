package lookup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/queue"
)

const (
	// within bounds one search, the wait for its turn included.
	within = 5 * time.Second
	// atOnce is how many search at the same time: each reads much of the queues.
	atOnce = 4
)

// Looker looks for numbers. It is safe for concurrent use.
type Looker struct {
	rdb       redis.UniversalClient
	inspector *asynq.Inspector
	months    map[string]int
	turns     chan struct{} // as long as atOnce
	page      int64         // how many tasks are read in one round trip
}

// New returns a looker. knownMonths holds the accounts that keep a record of
// known numbers, and for how many months they do.
func New(rdb redis.UniversalClient, knownMonths map[string]int) *Looker {
	return &Looker{
		rdb: rdb, inspector: asynq.NewInspectorFromRedisClient(rdb), months: knownMonths,
		turns: make(chan struct{}, atOnce), page: pageMost,
	}
}

// Find looks for the account's tasks and records of a number, for five seconds
// at the longest. Where one place fails or takes too long, the others are in the
// report nevertheless. Errors: a *[queue.EntryError] where number cannot be a
// tracking number.
func (l *Looker) Find(ctx context.Context, account, number string) (Report, error) {
	payload, err := json.Marshal(map[string]string{"number": number})
	if err != nil {
		return Report{}, fmt.Errorf("look for %q: %w", number, err)
	}
	entry, err := queue.ParseEntry(payload)
	if err != nil {
		return Report{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	select {
	case l.turns <- struct{}{}:
		defer func() { <-l.turns }()
	case <-ctx.Done(): // each place then says that it took too long
	}
	r := Report{Account: account, Number: entry.Number, id: entry.TaskID(queue.Register)}
	l.look(ctx, &r)
	return r, nil
}

// look looks at each place.
func (l *Looker) look(ctx context.Context, r *Report) {
	looks := make([]Look, 3)
	var places errgroup.Group
	places.Go(func() error { looks[0] = l.waiting(ctx, r); return nil })
	places.Go(func() error { looks[1] = l.failures(ctx, r); return nil })
	var before, tracking string // what is not looked at of them
	var sighted *Look
	places.Go(func() error { looks[2], before = l.outcomes(ctx, r); return nil })
	places.Go(func() error { sighted, tracking = l.tracking(ctx, r); return nil })
	_ = places.Wait() // their errors are in the looks
	if r.Looked = looks; sighted != nil {
		r.Looked = append(r.Looked, *sighted)
	}
	if l.months[r.Account] > 0 {
		r.Looked = append(r.Looked, l.known(ctx, r))
	} else {
		r.leave("the known numbers: none are kept for this account")
	}
	r.leave(before)
	r.leave(tracking)
	r.leave(l.refused(ctx, r.Account))
}

// failures looks through the whole record, in Redis.
func (l *Looker) failures(ctx context.Context, r *Report) Look {
	found, looked, err := queue.NewFailures(l.rdb, r.Account).Find(ctx, r.Number)
	r.Failures = found
	far := "all " + figures.Count(looked)
	if err != nil {
		far = "some " + figures.Count(looked)
	}
	return Look{Place: "the failures", Far: far, Found: len(found), Err: late(ctx, err)}
}

var errLate = errors.New("this took too long and was broken off")

// late says of an error that it is the search's own bound.
func late(ctx context.Context, err error) error {
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errLate
	}
	return err
}
