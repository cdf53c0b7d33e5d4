package job

import (
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/internal/display"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/worker"
)

// Options are what a run works with.
type Options struct {
	Redis   redis.UniversalClient
	Worker  worker.Options // for Account alone; the run observes its calls
	Gate    Gate
	Account string
	Live    bool // enqueue in the live queue, not in bulk
	Input   *Input

	HighWater int64         // most rows that wait for their outcome at once
	Wait      time.Duration // the run ends after this long; 0: when all rows have ended
	Kept      bool          // what stays queued outlives the process

	FailuresFile string // where rows that failed are written to; made when the first does
	Replace      bool   // a file of that name may be replaced
	Again        string // the command that reads that file again, without its name
	Display      display.Display
}

// queueName is the name of the queue that rows are put in.
func (o Options) queueName() string {
	if o.Live {
		return queue.LiveQueue(o.Account)
	}
	return queue.BulkQueue(o.Account)
}

// batchSize is the most numbers of a call.
func (o Options) batchSize() int { return o.Worker.Accounts[0].BatchSize }

// ceiling is the numbers a second that the account's limits allow.
func (o Options) ceiling() float64 {
	return o.Worker.Accounts[0].RequestsPerSecond * float64(o.batchSize())
}
