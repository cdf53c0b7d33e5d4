package metrics

import (
	"time"

	"github.com/trackreg/trackreg/internal/redisconn"
)

// memoryGauges show how much memory Redis has. Where INFO may not be asked they
// are left out.
func memoryGauges() []sharedGauge {
	each := func(name, help string, of func(m redisconn.Memory, set func(int64))) sharedGauge {
		return sharedGauge{
			desc: sampled(name, help, "node"),
			of: func(s *sample, now time.Time, set setter) {
				if now.Sub(s.memoryAt) >= keptFor {
					return
				}
				for node, m := range s.memories {
					of(m, func(bytes int64) { set(float64(bytes), node) })
				}
			},
		}
	}
	return []sharedGauge{
		each("redis_memory_used_bytes", "Memory that Redis uses; node is the address of a Cluster's master, empty for a single server.",
			func(m redisconn.Memory, set func(int64)) { set(m.Used) }),
		each("redis_memory_max_bytes", "Memory that Redis may use, its maxmemory; left out where that is not set.",
			func(m redisconn.Memory, set func(int64)) {
				if m.Most > 0 {
					set(m.Most)
				}
			}),
	}
}
