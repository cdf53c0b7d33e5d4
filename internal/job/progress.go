package job

import (
	"time"

	"github.com/trackreg/trackreg/internal/meter"
)

// Progress is how a run stands at one moment.
type Progress struct {
	Input    string        // what is read, for people
	Rows     int64         // read so far
	Expected int64         // rows there will be, about; equals Rows once all are read; 0: unknown
	Ended    int64         // rows that have their end, be it good or bad
	Failed   int64         // of those, invalid, rejected, exhausted or expired
	Calls    int64         // that this process made
	Fill     float64       // numbers per call against the most, 0 to 1
	Rate     float64       // numbers a second, lately
	Ceiling  float64       // numbers a second that the account's limits allow
	Elapsed  time.Duration // since the first call
	Gate     string        // why no call is made at the moment; "" when calls may go
}

// Left is about how long the rows that are left will take at the rate of
// lately, or 0 where that cannot be said.
func (p Progress) Left() time.Duration {
	left, _ := meter.Left(p.Expected-p.Ended, p.Rate)
	return left
}
