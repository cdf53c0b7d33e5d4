package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// gauge is one metric that is read from Redis.
type gauge struct {
	desc *prometheus.Desc
	// of gives the metric's series for one account; the label account is set already.
	of func(a *accountSample, set setter)
}

// setter takes one series: its value and its labels' values.
type setter func(value float64, labels ...string)

// newGauge names a gauge and the labels it has beside account.
func newGauge(name, help string, of func(a *accountSample, set setter), labels ...string) gauge {
	return gauge{desc: sampled(name, help, append([]string{"account"}, labels...)...), of: of}
}

// sampled describes a metric that is sampled from Redis.
func sampled(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help+" Read from Redis by every process: take the max over them.", labels, nil)
}

// sharedGauge is one metric that is read from Redis and is of no single account.
type sharedGauge struct {
	desc *prometheus.Desc
	// of gives the metric's series at a time, none where what was read is too old.
	of func(s *sample, now time.Time, set setter)
}

// gauges are all that is shown of an account.
func gauges() []gauge {
	var all []gauge
	for _, some := range [][]gauge{gateGauges(), quotaGauges(), queueGauges(), streamGauges()} {
		all = append(all, some...)
	}
	return all
}

// truth is 1 or 0.
func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
