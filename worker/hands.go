package worker

import "sync"

// hands knows which tasks a handler holds now, so that a task whose time ran
// out can ask whether its number still came to a verdict.
type hands struct {
	mu   sync.Mutex
	held map[taskRef]*grip
}

// taskRef names a task: ids are unique within a queue only.
type taskRef struct{ queue, id string }

// grip is one handler's hold on a task.
type grip struct {
	hands *hands
	ref   taskRef
	final bool          // set before done is closed
	done  chan struct{} // closed when the handler returns
}

func newHands() *hands { return &hands{held: map[taskRef]*grip{}} }

// take notes that a handler holds the number's task.
func (h *hands) take(n *number) *grip {
	g := &grip{hands: h, ref: taskRef{n.queue, n.task}, done: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held[g.ref] = g
	return g
}

// release ends the hold.
func (g *grip) release() {
	g.hands.mu.Lock()
	if g.hands.held[g.ref] == g {
		delete(g.hands.held, g.ref)
	}
	g.hands.mu.Unlock()
	close(g.done)
}

// verdictOf waits until no handler holds the task and says whether its number
// had come to its end by then.
func (h *hands) verdictOf(ref taskRef) bool {
	h.mu.Lock()
	g := h.held[ref]
	h.mu.Unlock()
	if g == nil {
		return false
	}
	<-g.done
	return g.final
}
