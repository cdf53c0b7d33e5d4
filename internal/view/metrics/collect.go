package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// What a sampler says of itself, of this process alone.
func samplerDescs() (up, age, ready *prometheus.Desc) {
	own := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, nil, nil)
	}
	return own("redis_up", "1 if all of the last sample could be read from Redis by this process, else 0."),
		own("sample_age_seconds", "The age of this process's last good sample of how accounts stand. After 60 s they are left out."),
		own("worker_ready", "1 while this process takes numbers from the queues of all its accounts and Redis answers it, as GET /readyz says; left out of a process that only serves.")
}

// Describe implements prometheus.Collector.
func (s *Sampler) Describe(to chan<- *prometheus.Desc) {
	to <- s.up
	to <- s.age
	to <- s.ready
	for _, g := range s.gauges {
		to <- g.desc
	}
	for _, d := range s.shared {
		to <- d.desc
	}
}

// Collect implements prometheus.Collector. It shows the last sample, and asks nobody.
func (s *Sampler) Collect(to chan<- prometheus.Metric) {
	last, now := s.latest.Load(), s.now()
	to <- prometheus.MustNewConstMetric(s.up, prometheus.GaugeValue, truth(last.up))
	to <- prometheus.MustNewConstMetric(s.age, prometheus.GaugeValue, now.Sub(last.oldest(s.begun)).Seconds())
	if s.o.Ready != nil {
		to <- prometheus.MustNewConstMetric(s.ready, prometheus.GaugeValue, truth(last.reached && s.o.Ready()))
	}
	for _, a := range last.accounts {
		if a != nil && now.Sub(a.at) < keptFor {
			s.collectAccount(a, to)
		}
	}
	for _, d := range s.shared {
		d.of(last, now, func(value float64, labels ...string) {
			to <- prometheus.MustNewConstMetric(d.desc, prometheus.GaugeValue, value, labels...)
		})
	}
}

func (s *Sampler) collectAccount(a *accountSample, to chan<- prometheus.Metric) {
	for _, g := range s.gauges {
		g.of(a, func(value float64, labels ...string) {
			to <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, value, append([]string{a.Name}, labels...)...)
		})
	}
}

// oldest is when the account that was read longest ago was read, or begun if one never was.
func (s *sample) oldest(begun time.Time) time.Time {
	var oldest time.Time
	for _, a := range s.accounts {
		switch {
		case a == nil:
			return begun
		case oldest.IsZero() || a.at.Before(oldest):
			oldest = a.at
		}
	}
	return oldest
}
