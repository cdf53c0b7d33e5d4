package history

import "time"

// resolution is a width of the buckets that are kept, in hashes that are forgotten as wholes.
type resolution struct {
	name  string
	each  time.Duration // the time that a hash is of
	keep  time.Duration // after its end
	entry string        // how a bucket's time is written in its hash
}

// The hours are what the history is; the days are added up as they go, so that ninety of them are
// read at once, and the minutes are for a closer look at the last.
var (
	days    = resolution{"days", 30 * day, 90 * day, time.DateOnly}
	hours   = resolution{"hours", day, 91 * day, "2006-01-02T15"}
	minutes = resolution{"minutes", time.Hour, 2 * time.Hour, "2006-01-02T15:04"}
)

const day = 24 * time.Hour

func resolutions() []resolution { return []resolution{days, hours, minutes} }

func (s resolution) field(at time.Time) string { return at.UTC().Format(s.entry) }

// begin is when the time began that the hash of a moment is of.
func (s resolution) begin(at time.Time) time.Time { return at.UTC().Truncate(s.each) }

// forgotten is when the hash of a moment is.
func (s resolution) forgotten(at time.Time) time.Time { return s.begin(at).Add(s.each + s.keep) }

func (r *Record) key(s resolution, at time.Time) string {
	return r.account.Own("history:" + s.name + ":" + s.begin(at).Format("2006-01-02T15"))
}
