package metrics

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/trackreg/trackreg/internal/webhook"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/worker"
)

// namespace begins the name of every metric of ours.
const namespace = "trackreg"

// Metrics holds what this process has counted, in a registry of its own. It is
// safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	calls    calls
	numbers  numbers
	posts    posts
}

// Options are what metrics are made of.
type Options struct {
	Build     Build
	Accounts  []string
	Receivers []string // those of the accounts whose outcomes are posted
}

// New returns metrics that stand at zero: a series that is there from the
// beginning shows its first increase too.
func New(o Options) *Metrics {
	r := prometheus.NewRegistry()
	r.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		o.Build.gauge(),
	)
	return &Metrics{
		registry: r,
		calls:    newCalls(r, o.Accounts),
		numbers:  newNumbers(r, o.Accounts),
		posts:    newPosts(r, o.Receivers),
	}
}

// Call counts a call of this process; it is a worker's OnCall.
func (m *Metrics) Call(c worker.Call) { m.calls.add(c) }

// Outcome counts an outcome that this process wrote; it is a worker's OnOutcome.
func (m *Metrics) Outcome(o queue.Outcome) { m.numbers.add(o) }

// Post counts a webhook post of this process; it is a sender's OnPost.
func (m *Metrics) Post(p webhook.Post) { m.posts.add(p) }

// Handler serves the metrics, in the text format of Prometheus or as
// OpenMetrics, whichever is asked for. It waits for nothing but its client.
func (m *Metrics) Handler() http.Handler {
	return newUnhurried(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{EnableOpenMetrics: true}))
}
