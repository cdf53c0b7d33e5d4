package sandbox

import "time"

// tokenBucket keeps its level in shares of a token: one nanosecond is worth
// rate shares and a token costs as many as a second has nanoseconds, so that
// nothing is ever rounded.
type tokenBucket struct {
	rate   int
	shares int64
	at     time.Time // when shares was right; zero: the bucket is full
}

// token is the price of one call in shares.
const token = int64(time.Second)

func (b *tokenBucket) admit(now time.Time) bool {
	full := int64(b.rate) * token
	passed := now.Sub(b.at)
	if b.at.IsZero() || passed < 0 || passed >= time.Second {
		b.shares = full
	} else {
		b.shares = min(full, b.shares+int64(passed)*int64(b.rate))
	}
	b.at = now
	if b.shares < token {
		return false
	}
	b.shares -= token
	return true
}
