package board

import (
	"context"
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

const (
	// extrasEvery is the time between two readings of events and imports.
	extrasEvery = 2 * time.Second
	// eventsMost is how many events of an account are shown.
	eventsMost = 8
)

// extras are the events and imports as they were last read.
type extras struct {
	mu      sync.Mutex
	events  map[string][]queue.Event
	imports []standing.Import
}

func newExtras() *extras { return &extras{events: map[string][]queue.Event{}} }

func (e *extras) fill(s *Snapshot) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range s.Accounts {
		s.Accounts[i].Events = e.events[s.Accounts[i].Name]
	}
	s.Imports = e.imports
}

// gather reads events and imports, every so often while somebody looks.
func (b *Board) gather(ctx context.Context) {
	tick := time.NewTicker(extrasEvery)
	defer tick.Stop()
	for {
		if b.watched() {
			b.readExtras(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-b.awake:
		}
	}
}

// readExtras keeps what was read before where Redis does not answer: that it
// does not is the sample's to tell.
func (b *Board) readExtras(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, sampleTimeout)
	defer cancel()
	events := queue.NewEvents(b.o.Redis)
	for _, a := range b.o.Accounts {
		newest, err := events.Newest(ctx, a.Name, eventsMost)
		if err != nil {
			return
		}
		b.extras.mu.Lock()
		b.extras.events[a.Name] = newest
		b.extras.mu.Unlock()
	}
	if b.o.Imports == nil {
		return
	}
	if imports, err := b.o.Imports(ctx); err == nil {
		b.extras.mu.Lock()
		b.extras.imports = imports
		b.extras.mu.Unlock()
	}
}
