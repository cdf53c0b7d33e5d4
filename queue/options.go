package queue

import "time"

// Option sets where and when entries are enqueued. Given to [NewProducer] it
// holds for every entry, given to one call it holds for that call and wins.
type Option func(*placement)

// placement is where and when an entry is enqueued.
type placement struct {
	account string
	op      string
	rank    rank
	at      time.Time
	in      time.Duration
}

type rank int

const (
	rankUnset rank = iota
	rankLive
	rankBulk
)

// Account enqueues for the named account instead of [DefaultAccount].
func Account(name string) Option { return func(p *placement) { p.account = name } }

// Operation enqueues for another operation of the vendor's than [Register]: in
// that operation's own queue, of which Live and Bulk choose none.
func Operation(name string) Option { return func(p *placement) { p.op = name } }

// Live enqueues in the account's live queue, which goes first: for numbers that
// someone waits for. It is the default of Enqueue.
func Live() Option { return func(p *placement) { p.rank = rankLive } }

// Bulk enqueues in the account's bulk queue, which fills what live numbers
// leave of each call. It is the default of EnqueueMany.
func Bulk() Option { return func(p *placement) { p.rank = rankBulk } }

// ProcessAt has the entries wait in Redis until t. A time that has passed
// means now.
func ProcessAt(t time.Time) Option { return func(p *placement) { p.at, p.in = t, 0 } }

// ProcessIn has the entries wait in Redis for d, counted from their enqueueing.
func ProcessIn(d time.Duration) Option { return func(p *placement) { p.at, p.in = time.Time{}, d } }

func (p placement) with(opts []Option) placement {
	for _, o := range opts {
		o(&p)
	}
	return p
}

// queue returns the queue's name; otherwise is the rank where no option names one.
func (p placement) queue(otherwise rank) string {
	if p.op != Register {
		return OperationQueue(p.account, p.op)
	}
	if p.rank == rankUnset {
		p.rank = otherwise
	}
	if p.rank == rankBulk {
		return BulkQueue(p.account)
	}
	return LiveQueue(p.account)
}
