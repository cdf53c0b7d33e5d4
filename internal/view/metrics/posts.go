package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/trackreg/trackreg/internal/webhook"
)

// posts counts what is posted to the receivers. Of several processes one posts
// for an account at a time, so the others stay where they are.
type posts struct {
	made     *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	outcomes *prometheus.CounterVec
}

func newPosts(r prometheus.Registerer, accounts []string) posts {
	factory := promauto.With(r)
	p := posts{
		made: factory.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "webhook_posts_total",
			Help: "Webhook posts of this process, by how they ended; all but taken are tried again.",
		}, []string{"account", "result"}),
		seconds: factory.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "webhook_post_seconds",
			Help:    "How long a webhook post of this process took, with its answer.",
			Buckets: []float64{0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15},
		}, []string{"account"}),
		outcomes: factory.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "webhook_outcomes_total",
			Help: "Outcomes that receivers have taken from this process.",
		}, []string{"account"}),
	}
	for _, account := range accounts {
		p.begin(account)
	}
	return p
}

// begin makes an account's series.
func (p posts) begin(account string) {
	for _, result := range webhook.Results() {
		p.made.WithLabelValues(account, string(result))
	}
	p.seconds.WithLabelValues(account)
	p.outcomes.WithLabelValues(account)
}

func (p posts) add(post webhook.Post) {
	p.made.WithLabelValues(post.Account, string(post.Result)).Inc()
	p.seconds.WithLabelValues(post.Account).Observe(post.Took.Seconds())
	if post.Result == webhook.Taken {
		p.outcomes.WithLabelValues(post.Account).Add(float64(post.Outcomes))
	}
}
