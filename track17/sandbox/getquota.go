package sandbox

import "github.com/trackreg/trackreg/track17"

// getQuota carries out a getquota call. It costs a call, but no units, and
// whatever the body holds is well.
func (s *Server) getQuota(c *call) *reply {
	a := c.account
	a.mu.Lock()
	defer a.mu.Unlock()
	a.allowance.turn(c.at)
	fault := s.wholeFault(c)
	answer := &reply{status: statusOf(track17.CodeSuccess), data: a.allowance.quota()}
	if fault != nil {
		s.spoil(answer, fault)
	}
	a.ledger.record(c, answer)
	return answer
}
