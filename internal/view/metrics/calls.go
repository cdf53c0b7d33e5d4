package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/worker"
)

// dispositions are those that a whole call can have.
var dispositions = [...]track17.Disposition{
	track17.Done, track17.Again, track17.Throttle, track17.DailyLimit, track17.Drained, track17.Hold, track17.Split,
}

// calls counts an account's calls.
type calls struct {
	made    *prometheus.CounterVec
	size    *prometheus.HistogramVec
	seconds *prometheus.HistogramVec
	wait    *prometheus.HistogramVec
}

func newCalls(r prometheus.Registerer, accounts []string) calls {
	factory := promauto.With(r)
	c := calls{
		made: factory.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "calls_total",
			Help: "Calls of this process that hold numbers, by how they ended: done (the items were read), throttle (429) and so on.",
		}, []string{"account", "disposition"}),
		size: factory.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "call_size",
			Help:    "Numbers in a call of this process.",
			Buckets: []float64{1, 5, 10, 20, 30, 39, 40},
		}, []string{"account"}),
		seconds: factory.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "call_seconds",
			Help:    "How long a call of this process took, with its answer.",
			Buckets: []float64{0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 35},
		}, []string{"account"}),
		wait: factory.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "slot_wait_seconds",
			Help:    "How long numbers waited in this process for their first call: the longest of each class in each call.",
			Buckets: []float64{0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800},
		}, []string{"account", "class"}),
	}
	for _, account := range accounts {
		c.begin(account)
	}
	return c
}

// begin makes an account's series.
func (c calls) begin(account string) {
	for _, d := range dispositions {
		c.made.WithLabelValues(account, d.String())
	}
	c.size.WithLabelValues(account)
	c.seconds.WithLabelValues(account)
	for _, class := range []string{worker.LiveClass, worker.BulkClass} {
		c.wait.WithLabelValues(account, class)
	}
}

func (c calls) add(call worker.Call) {
	c.made.WithLabelValues(call.Account, call.Disposition.String()).Inc()
	c.size.WithLabelValues(call.Account).Observe(float64(call.Size))
	c.seconds.WithLabelValues(call.Account).Observe(call.Took.Seconds())
	for _, w := range call.SlotWaits {
		c.wait.WithLabelValues(call.Account, w.Class).Observe(w.Took.Seconds())
	}
}
