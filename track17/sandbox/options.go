package sandbox

import "time"

// Options says how a [Server] behaves. The zero value is a vendor without a
// rate limit that answers at once, which suits most tests; [DefaultOptions] is
// the vendor as its users know it.
type Options struct {
	// Keys lists the keys that are accounts. Empty: every key that is not
	// empty is an account of its own.
	Keys []string

	// Rate is the calls a second that one key may make. 0 or less: no limit.
	Rate int
	// Reading is what "calls a second" means; see [Reading].
	Reading Reading
	// ThrottleInBody answers a call over the rate with HTTP 200 and
	// {"code":429}, as 17TRACK has been seen to do, in place of HTTP 429.
	ThrottleInBody bool

	// Limit is the most numbers of one call; over it the whole call fails
	// with -18010014. 0: 40, 17TRACK's limit.
	Limit int

	// Jitter is the time a call spends on the way, before its rate is
	// counted. Service is the time the vendor works on a call that passed.
	// What a call does, it has done before Service begins, so that a client
	// which gives up then has registered, and paid for, numbers all the same.
	Jitter, Service Span

	// Quota is the units an account begins with. 0: 1,000,000; below 0: none.
	Quota int64
	// MaxDaily is the units an account may spend in a day. 0: no such limit.
	MaxDaily int64
	// FreeEmail is the numbers a month that may carry an e-mail address
	// without a second unit. 0: 300, 17TRACK's; below 0: none.
	FreeEmail int64
	// RefuseWhole refuses a whole call with -18019908 or -18019907 when
	// nothing is left as it begins, in place of refusing each of its numbers.
	RefuseWhole bool
	// DayStart is how long after midnight UTC the account's day begins.
	// 17TRACK documents no hour.
	DayStart time.Duration

	// CallsKept is how many of its latest calls an account's ledger lists.
	// 0: 10,000. The sums are exact whatever it is.
	CallsKept int

	// Seed makes jitter, service times and probabilities repeat from run to
	// run, as far as the order of the calls does.
	Seed uint64
	// Now is the clock. nil: time.Now. [Server.Advance] adds to it. Waiting
	// is done by timers, which testing/synctest makes virtual too.
	Now func() time.Time
}

// What an Options field of 0 stands for.
const (
	defaultLimit     = 40        // 17TRACK error table, -18010014
	defaultQuota     = 1_000_000 // ample for a trial
	defaultFreeEmail = 300       // 17TRACK: e-mail beyond 300 a month costs a unit
	defaultCallsKept = 10_000
)

// DefaultOptions returns the vendor as its users know it: 3 calls a second in a
// sliding window, 40 numbers a call, 200 ms of work on each.
func DefaultOptions() Options {
	return Options{
		Rate:    3,
		Reading: Sliding,
		Limit:   defaultLimit,
		Service: Span{Min: 200 * time.Millisecond, Max: 200 * time.Millisecond},
		Quota:   defaultQuota,
	}
}

// complete returns o with the zero fields filled in.
func (o Options) complete() Options {
	if o.Limit == 0 {
		o.Limit = defaultLimit
	}
	if o.CallsKept == 0 {
		o.CallsKept = defaultCallsKept
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Quota = orDefault(o.Quota, defaultQuota)
	o.FreeEmail = orDefault(o.FreeEmail, defaultFreeEmail)
	return o
}

// orDefault reads a field whose 0 stands for standard and whose negatives for 0.
func orDefault(value, standard int64) int64 {
	if value == 0 {
		return standard
	}
	return max(0, value)
}
