package redisconn

import (
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"
)

// agingInterval is how often TTLs are looked at. miniredis's own ClockTTL does so with every
// command, and sorts all keys each time: with 3,000 numbers queued that took two thirds of the
// process's time.
const agingInterval = time.Second

// aging lets the embedded server's TTLs run with the clock, by up to agingInterval late. It needs no
// goroutine: what nobody asks for need not expire.
type aging struct {
	server *miniredis.Miniredis

	mu   sync.Mutex
	last time.Time
}

func newAging(server *miniredis.Miniredis) *aging { return &aging{server: server, last: time.Now()} }

// before is the server's hook before each command. It leaves the command to be carried out.
func (a *aging) before(*server.Peer, string, ...string) bool {
	// What a script calls comes by here too, while the script has the server locked.
	if a.server.TryLock() {
		a.server.Unlock()
		a.age()
	}
	return false
}

// age lets the TTLs run by the time since they last did.
func (a *aging) age() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if elapsed := time.Since(a.last); elapsed >= agingInterval {
		a.last = a.last.Add(elapsed)
		a.server.FastForward(elapsed)
	}
}
