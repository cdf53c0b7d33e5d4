package doctor

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/figures"
)

const (
	// mostSkew is how far two clocks may be apart before that is worth a word.
	mostSkew = 2 * time.Second
	// harmfulSkew is from when on asynq, which has the lease of a task end by the clock of the
	// machine that holds it, may take a task for abandoned that is not.
	harmfulSkew = 30 * time.Second
	// vendorSkew is larger, since a Date header is of whole seconds and old by the answer's way.
	vendorSkew = 5 * time.Second
)

const setClock = "let both machines set their clocks by NTP"

// redisClock compares this machine's clock with Redis's.
func redisClock(ctx context.Context, rdb redis.UniversalClient, now func() time.Time) Check {
	const name = "clock of redis"
	ctx, cancel := context.WithTimeout(ctx, redisTimeout)
	defer cancel()
	begin := now()
	theirs, err := rdb.Time(ctx).Result()
	if err != nil {
		return unanswered(name, "ask for its time", err)
	}
	skew := theirs.Sub(middle(begin, now()))
	c := Check{Name: name, Level: OK, Found: skewText("Redis", skew)}
	switch {
	case skew.Abs() > harmfulSkew:
		c.Level, c.Mend = Fault, setClock+": this far apart, a worker may take another's tasks for abandoned"
	case skew.Abs() > mostSkew:
		c.Level, c.Mend = Warning, setClock
	}
	return c
}

// middle is when a question was most likely answered.
func middle(begin, end time.Time) time.Time { return begin.Add(end.Sub(begin) / 2) }

// skewText says how far a clock is ahead of this machine's or behind it.
func skewText(whose string, skew time.Duration) string {
	if skew.Abs() < time.Second {
		return fmt.Sprintf("%s's clock and this machine's agree within a second", whose)
	}
	where := "ahead of"
	if skew < 0 {
		where = "behind"
	}
	return fmt.Sprintf("%s's clock is %s %s this machine's", whose, figures.Span(skew.Abs()), where)
}

// dates is a transport that reads what time it is at the other end from every answer's Date. It
// is safe for concurrent use.
type dates struct {
	next http.RoundTripper
	now  func() time.Time

	mu   sync.Mutex
	seen bool
	skew time.Duration // of the latest answer
}

// RoundTrip carries the request by the next transport.
func (d *dates) RoundTrip(request *http.Request) (*http.Response, error) {
	begin := d.now()
	answer, err := d.next.RoundTrip(request)
	if err != nil {
		return answer, err
	}
	if theirs, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.seen = true
		d.skew = theirs.Add(time.Second / 2).Sub(middle(begin, d.now()))
	}
	return answer, nil
}

// check says what the answers showed, nothing where there was none.
func (d *dates) check() []Check {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.seen {
		return nil
	}
	c := Check{Name: "clock of 17TRACK", Level: OK, Found: skewText("17TRACK", d.skew)}
	switch {
	case d.skew.Abs() > vendorSkew:
		c.Level, c.Mend = Warning, "let this machine set its clock by NTP: signed webhooks and TLS need it"
	case d.skew.Abs() > time.Second:
		c.Found = "17TRACK's clock and this machine's agree within a few seconds"
	}
	return []Check{c}
}
