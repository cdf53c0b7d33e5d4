package inlet

import (
	"iter"

	"github.com/redis/go-redis/v9"
)

const (
	// portionFirst and portionMost are how many entries are read at once to
	// begin with, and at most.
	portionFirst = 100
	portionMost  = 1000
	// portionBytes is about how much is read at once: an array may be a
	// megabyte, and a live number should not wait behind a hundred of them.
	portionBytes = 4 << 20
)

// portion is how many entries of a stream to read at once. It follows what the
// last ones weighed.
type portion struct{ count int64 }

// weigh takes note that entries, the most of any one stream, and bytes were read.
func (p *portion) weigh(entries, bytes int) {
	switch {
	case bytes > portionBytes:
		p.count = max(1, p.count*portionBytes/int64(bytes))
	case int64(entries) >= p.count && bytes < portionBytes/2:
		p.count = min(2*p.count, portionMost)
	}
}

// portions parts messages into such as are worked on together: as many as weigh portionBytes, or one
// that weighs more.
func portions(messages []redis.XMessage) iter.Seq[[]redis.XMessage] {
	return func(yield func([]redis.XMessage) bool) {
		begin, bytes := 0, 0
		for i, m := range messages {
			weight := size(m.Values)
			if i > begin && bytes+weight > portionBytes {
				if !yield(messages[begin:i]) {
					return
				}
				begin, bytes = i, 0
			}
			bytes += weight
		}
		if begin < len(messages) {
			yield(messages[begin:])
		}
	}
}
