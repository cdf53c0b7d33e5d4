package metrics

import (
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
)

// Build says what program this is.
type Build struct {
	Version  string // "v1.2.3"
	Revision string // of the source
}

func (b Build) gauge() prometheus.Collector {
	g := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace:   namespace,
		Name:        "build_info",
		Help:        "1, labelled with what this process was built from.",
		ConstLabels: prometheus.Labels{"version": b.Version, "revision": b.Revision, "goversion": runtime.Version()},
	})
	g.Set(1)
	return g
}
