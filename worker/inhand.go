package worker

import "sync"

// inHand knows which tasks a handler holds now, so that a task whose time ran
// out can ask whether its number still came to a verdict.
type inHand struct {
	mu   sync.Mutex
	held map[taskRef]*hold
}

// taskRef names a task: ids are unique within a queue only.
type taskRef struct{ queue, id string }

// hold is one handler's hold on a task.
type hold struct {
	inHand *inHand
	ref    taskRef
	final  bool          // set before done is closed
	done   chan struct{} // closed when the handler returns
}

func newInHand() *inHand { return &inHand{held: map[taskRef]*hold{}} }

// take notes that a handler holds the number's task.
func (h *inHand) take(n *number) *hold {
	g := &hold{inHand: h, ref: taskRef{n.queue, n.task}, done: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held[g.ref] = g
	return g
}

// count is how many tasks are held.
func (h *inHand) count() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return int64(len(h.held))
}

// release ends the hold.
func (g *hold) release() {
	g.inHand.mu.Lock()
	if g.inHand.held[g.ref] == g {
		delete(g.inHand.held, g.ref)
	}
	g.inHand.mu.Unlock()
	close(g.done)
}

// verdictOf waits until no handler holds the task and says whether its number
// had come to its end by then.
func (h *inHand) verdictOf(ref taskRef) bool {
	h.mu.Lock()
	g := h.held[ref]
	h.mu.Unlock()
	if g == nil {
		return false
	}
	<-g.done
	return g.final
}
