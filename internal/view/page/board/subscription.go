package board

// FollowersMost is how many may follow a board at once.
const FollowersMost = 200

// Subscription tells its holder of each new snapshot. One who is slow is told
// once of all that were missed: nothing piles up.
type Subscription struct {
	// C brings a word for each new snapshot, and is closed when the board ends.
	C <-chan struct{}

	told  chan struct{}
	board *Board
}

// Subscribe begins a subscription; false: [FollowersMost] follow already, or
// the board has ended. Close it.
func (b *Board) Subscribe() (*Subscription, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs == nil || len(b.subs) >= FollowersMost {
		return nil, false
	}
	told := make(chan struct{}, 1)
	s := &Subscription{C: told, told: told, board: b}
	b.subs[s] = struct{}{}
	b.look()
	return s, true
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.board.mu.Lock()
	defer s.board.mu.Unlock()
	delete(s.board.subs, s)
	s.board.look()
}

// Followers is how many follow now.
func (b *Board) Followers() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.subs)
}

func (b *Board) tell() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		wake(s.told)
	}
}

// endAll ends all subscriptions, and lets no new one begin.
func (b *Board) endAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		close(s.told)
	}
	b.subs = nil
}
