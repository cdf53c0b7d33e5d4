package board

import (
	"context"
	"sync"
	"time"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/history"
	"github.com/trackreg/trackreg/internal/standing"
	"github.com/trackreg/trackreg/queue"
)

const (
	// extrasEvery is the time between two readings of events and imports.
	extrasEvery = 2 * time.Second
	// eventsMost is how many events of an account are shown, and deedsMost how much of what was
	// done by hand.
	eventsMost = 8
	deedsMost  = 8
)

// extras are the events, deeds, spells and imports as they were last read.
type extras struct {
	mu      sync.Mutex
	events  map[string][]queue.Event
	deeds   map[string][]audit.Deed
	spells  map[string][]history.Spell
	imports []standing.Import
}

func newExtras() *extras {
	return &extras{events: map[string][]queue.Event{}, deeds: map[string][]audit.Deed{}, spells: map[string][]history.Spell{}}
}

func (e *extras) fill(s *Snapshot) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := range s.Accounts {
		a := &s.Accounts[i]
		a.Events, a.Deeds, a.Spells = e.events[a.Name], e.deeds[a.Name], e.spells[a.Name]
	}
	s.Imports = e.imports
}

// gather reads events, deeds and imports, every so often while somebody looks.
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
	events, deeds := queue.NewEvents(b.o.Redis), audit.NewReader(b.o.Redis)
	for _, a := range b.o.Accounts {
		newest, err := events.Newest(ctx, a.Name, eventsMost)
		if err != nil {
			return
		}
		byHand, err := deeds.Newest(ctx, a.Name, deedsMost)
		spells, spellsErr := history.NewRecord(b.o.Redis, a.Name).Spells(ctx, eventsMost)
		b.extras.mu.Lock()
		if spellsErr == nil {
			b.extras.spells[a.Name] = spells
		}
		b.extras.events[a.Name] = newest
		if err == nil {
			b.extras.deeds[a.Name] = byHand
		}
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
