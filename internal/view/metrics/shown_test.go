package metrics_test

import (
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"
)

// own are the families of ours, without those of Go and of the process.
func own(families []*dto.MetricFamily) []*dto.MetricFamily {
	return slices.DeleteFunc(slices.Clone(families), func(f *dto.MetricFamily) bool {
		return !strings.HasPrefix(f.GetName(), "trackreg_")
	})
}

// labelsOf are the names of a family's labels.
func labelsOf(f *dto.MetricFamily) []string {
	var all []string
	for _, l := range f.GetMetric()[0].GetLabel() {
		all = append(all, l.GetName())
	}
	return all
}

// value is that of the series with the labels, given as name and value in turn.
func value(t *testing.T, families []*dto.MetricFamily, name string, labels ...string) float64 {
	t.Helper()
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			if hasLabels(m, labels) {
				return m.GetGauge().GetValue() + m.GetCounter().GetValue() + float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	require.Failf(t, "no such series", "%s %v", name, labels)
	return 0
}

func hasLabels(m *dto.Metric, labels []string) bool {
	for i := 0; i < len(labels); i += 2 {
		if !slices.ContainsFunc(m.GetLabel(), func(l *dto.LabelPair) bool {
			return l.GetName() == labels[i] && l.GetValue() == labels[i+1]
		}) {
			return false
		}
	}
	return true
}

func TestAProcessShowsWhatHappens(t *testing.T) {
	families := shown(t)
	for _, want := range []struct {
		name   string
		value  float64
		labels []string
	}{
		{"trackreg_build_info", 1, []string{"version", "v1.2.3", "revision", "abc"}},
		{"trackreg_calls_total", 1, []string{"account", "main", "disposition", "done"}},
		{"trackreg_calls_total", 0, []string{"account", "main", "disposition", "throttle"}},
		{"trackreg_call_size", 1, []string{"account", "main"}},
		{"trackreg_call_seconds", 1, []string{"account", "main"}},
		{"trackreg_slot_wait_seconds", 1, []string{"account", "main", "class", "live"}},
		{"trackreg_slot_wait_seconds", 0, []string{"account", "main", "class", "bulk"}},
		{"trackreg_numbers_total", 1, []string{"account", "main", "outcome", "registered"}},
		{"trackreg_numbers_total", 0, []string{"account", "main", "outcome", "rejected"}},
		{"trackreg_webhook_posts_total", 1, []string{"account", "main", "result", "taken"}},
		{"trackreg_webhook_posts_total", 0, []string{"account", "main", "result", "timeout"}},
		{"trackreg_webhook_post_seconds", 1, []string{"account", "main"}},
		{"trackreg_webhook_outcomes_total", 7, []string{"account", "main"}},
	} {
		require.Equal(t, want.value, value(t, families, want.name, want.labels...), "%s %v", want.name, want.labels)
	}
}

func TestAProcessShowsWhatRedisKnows(t *testing.T) {
	families := shown(t)
	for _, want := range []struct {
		name   string
		value  float64
		labels []string
	}{
		{"trackreg_gate_state", 1, []string{"state", "paused"}},
		{"trackreg_gate_state", 0, []string{"state", "open"}},
		{"trackreg_gate_state", 0, []string{"state", "hold"}},
		{"trackreg_gate_probing", 0, nil},
		{"trackreg_unanswered_calls", 0, nil},
		{"trackreg_batch_size", 40, nil},
		{"trackreg_ceiling_numbers_per_second", 120, nil},
		{"trackreg_quota_remaining", 4999, nil},
		{"trackreg_quota_remaining_today", 79, nil},
		{"trackreg_quota_warn", 1000, nil},
		{"trackreg_queue_tasks", 2, []string{"class", "bulk", "state", "pending"}},
		{"trackreg_queue_tasks", 0, []string{"class", "live", "state", "pending"}},
		{"trackreg_queue_paused", 0, []string{"class", "live"}},
		{"trackreg_workers", 1, nil},
		{"trackreg_failures", 1, nil},
		{"trackreg_webhook_failing", 1, []string{"account", "main"}},
		{"trackreg_outcomes_lag", 2, []string{"group", "webhook"}},
		{"trackreg_outcomes_max", 1_000_000, nil},
		{"trackreg_inlet_lag", 1, nil},
		{"trackreg_inlet_refused", 1, nil},
		{"trackreg_imports_phase", 1, []string{"account", "main", "import", "nightly", "phase", "feeding"}},
		{"trackreg_imports_phase", 0, []string{"account", "main", "import", "nightly", "phase", "failed"}},
		{"trackreg_imports_last_success_timestamp_seconds", 1_700_000_000, []string{"import", "nightly"}},
		{"trackreg_imports_rows", 900, []string{"import", "nightly", "state", "queued"}},
		{"trackreg_imports_read_ratio", 0.5, []string{"import", "nightly"}},
		{"trackreg_redis_memory_max_bytes", 256 << 20, []string{"node", ""}},
		{"trackreg_redis_up", 1, nil},
		{"trackreg_worker_ready", 1, nil},
	} {
		require.Equal(t, want.value, value(t, families, want.name, want.labels...), "%s %v", want.name, want.labels)
	}
	require.InDelta(t, 0.34, value(t, families, "trackreg_call_spacing_seconds"), 0.01)
	require.Greater(t, value(t, families, "trackreg_last_success_timestamp_seconds"), 1.5e9)
	require.Greater(t, value(t, families, "trackreg_redis_memory_used_bytes"), 1e5)
	require.Less(t, value(t, families, "trackreg_sample_age_seconds"), 60.0)
}

func TestLabelsAreOfFixedSets(t *testing.T) {
	for _, f := range own(shown(t)) {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				require.NotContains(t, l.GetValue(), "RR12345", "%s: no number is a label", f.GetName())
				require.NotContains(t, l.GetValue(), "stocktaking", "%s: no message is a label", f.GetName())
			}
		}
	}
}
