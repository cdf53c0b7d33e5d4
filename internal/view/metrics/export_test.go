package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Take takes one sample at once.
func (s *Sampler) Take(ctx context.Context) { s.sample(ctx) }

// Registry is where the metrics are.
func (m *Metrics) Registry() *prometheus.Registry { return m.registry }

// KeptFor is how long a sample is shown when none follows it.
const KeptFor = keptFor

// DefaultEvery is the time between two samples.
const DefaultEvery time.Duration = defaultEvery
