package inlet

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
