package page

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/trackreg/trackreg/internal/audit"
)

const (
	// actionsKept is how many of the newest actions are shown, and shownFor for how long.
	actionsKept = 20
	shownFor    = 10 * time.Minute
	// answerWithin is how long an answer waits for the end of its action, which goes on without it.
	answerWithin = 2 * time.Second
)

// action is something that a person asked this process for.
type action struct {
	Account string
	Title   string // what was asked for: "Retry"
	Begun   time.Time
	deed    audit.Deed // what the audit will say of it

	mu    sync.Mutex
	text  string // how it goes, or went
	err   error
	ended chan struct{}
}

// say says how it goes.
func (a *action) say(text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.text = text
}

// add says more of how it went.
func (a *action) add(text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.text += text
}

// actionView is an action at one moment.
type actionView struct {
	Title, State, Text string
	At                 time.Time
}

// The states of an action.
const (
	running = "running"
	done    = "done"
	broken  = "failed"
)

func (a *action) view() actionView {
	a.mu.Lock()
	defer a.mu.Unlock()
	v := actionView{Title: a.Title, State: running, Text: a.text, At: a.Begun}
	select {
	case <-a.ended:
		v.State = done
		if a.err != nil {
			why := failed(a.err)
			v.State, v.Text = broken, sentence(why.Error)+" "+sentence(why.Mend)
		}
	default:
	}
	return v
}

// actions carries out what people ask for, and remembers the newest for all who look.
type actions struct {
	mu      sync.Mutex
	ctx     context.Context // of those under way; nil: none begins
	group   errgroup.Group
	running map[string]bool
	newest  []*action
}

// run lets actions begin until ctx ends, and waits for those under way.
func (s *actions) run(ctx context.Context) error {
	s.mu.Lock()
	s.ctx = ctx
	s.mu.Unlock()
	<-ctx.Done()
	s.mu.Lock()
	s.ctx = nil
	s.mu.Unlock()
	return s.group.Wait()
}

// begin begins an action, unless one with its key is under way or this process
// is not up; then it returns nil and whether it was the former.
func (s *actions) begin(key string, a *action, do func(ctx context.Context, a *action) error) (begun *action, busy bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == nil || s.running[key] {
		return nil, s.ctx != nil
	}
	s.running[key] = true
	a.Begun, a.ended = time.Now(), make(chan struct{})
	s.newest = append(s.newest, a)
	s.newest = s.newest[max(0, len(s.newest)-actionsKept):]
	ctx := s.ctx
	s.group.Go(func() error {
		err := do(ctx, a)
		s.mu.Lock()
		delete(s.running, key)
		s.mu.Unlock()
		a.mu.Lock()
		a.err = err
		close(a.ended)
		a.mu.Unlock()
		return nil // it is shown
	})
	return a, false
}

// of returns the account's newest actions, the newest first.
func (s *actions) of(account string, now time.Time) []actionView {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []actionView
	for _, a := range slices.Backward(s.newest) {
		if a.Account == account && now.Sub(a.Begun) < shownFor {
			all = append(all, a.view())
		}
	}
	return all
}
