package presence

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/hibiken/asynq"

	"github.com/trackreg/trackreg/queue"
)

// silent are the processes that have servers of the accounts' queues by asynq's own list, and are
// none of those that said so.
func (r *Reader) silent(accounts []string, saying []Worker) ([]Worker, error) {
	servers, err := r.servers()
	if err != nil {
		return nil, fmt.Errorf("ask asynq for its servers: %w", err)
	}
	var all []Worker
	for _, s := range servers {
		said := slices.ContainsFunc(saying, func(w Worker) bool { return w.Host == s.Host && w.PID == s.PID })
		if said || s.Status != "active" {
			continue
		}
		for _, account := range accounts {
			if serves(s, account) {
				all = join(all, Worker{
					Name: s.Host + "-" + strconv.Itoa(s.PID), Host: s.Host, PID: s.PID, Since: s.Started.UTC(),
					Accounts: []string{account}, InHand: int64(len(s.ActiveWorkers)),
				})
			}
		}
	}
	return sorted(all), nil
}

// serves says whether a server pulls from the account's queues.
func serves(s *asynq.ServerInfo, account string) bool {
	_, live := s.Queues[queue.LiveQueue(account)]
	_, bulk := s.Queues[queue.BulkQueue(account)]
	return live || bulk
}
