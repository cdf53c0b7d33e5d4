package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/trackreg/trackreg/queue"
)

// outcomes are those that a worker writes.
var outcomes = [...]string{queue.Registered, queue.AlreadyRegistered, queue.Rejected, queue.Exhausted, queue.Expired}

// numbers counts what became of an account's numbers.
type numbers struct{ ended *prometheus.CounterVec }

func newNumbers(r prometheus.Registerer, accounts []string) numbers {
	n := numbers{promauto.With(r).NewCounterVec(prometheus.CounterOpts{
		Namespace: namespace, Name: "numbers_total",
		Help: "Numbers that came to their end in this process, by outcome.",
	}, []string{"account", "outcome"})}
	for _, account := range accounts {
		for _, outcome := range outcomes {
			n.ended.WithLabelValues(account, outcome)
		}
	}
	return n
}

func (n numbers) add(o queue.Outcome) { n.ended.WithLabelValues(o.Account, o.Outcome).Inc() }
