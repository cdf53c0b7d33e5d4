package gate

import (
	"strconv"
	"time"
)

// fields is the gate's hash as stored. Fields of a newer version are passed over, missing ones read as
// their default.
type fields map[string]string

// hash reads a flat list of fields and values.
func hash(flat []any) fields {
	h := make(fields, len(flat)/2)
	for i := 0; i+1 < len(flat); i += 2 {
		k, _ := flat[i].(string)
		h[k], _ = flat[i+1].(string)
	}
	return h
}

func (h fields) int(name string, missing int64) int64 {
	n, err := strconv.ParseInt(h[name], 10, 64)
	if err != nil {
		return missing
	}
	return n
}

func (h fields) time(name string) time.Time { return instant(h.int(name, 0)) }

func (h fields) duration(name string) time.Duration {
	return time.Duration(h.int(name, 0)) * time.Microsecond
}

// state reads the hash as it stands at now.
func (g *Gate) state(now time.Time, h fields) State {
	s := State{
		Now:     now,
		Success: h.time("success"),
		Account: h.latch("a"),
		Spend:   h.latch("q"),
		Pace:    h.pace(),
		Again:   h.backingOff(),
		Quota:   h.quota(),
		Size:    min(g.o.BatchSize, max(1, int(h.int("size", int64(g.o.BatchSize))))),
		Calls:   h.int("calls", 0),
		Probing: h.int("=probing", 0) == 1,

		Unprobed:  h.int("=unprobed", 0) == 1,
		Throttles: h.int("throttles", 0),
	}
	if s.Spend.Reason == "" && h.int("=room", -1) == 0 {
		s.Spend = Latch{Reason: Reserved, Why: "quota_reserve is reached", Since: h.time("q_since")}
	}
	s.Quota.Due = g.quotaDue(s, h)
	return s
}

// latch reads the latch whose fields begin with prefix, with what the script says of its status now.
// Reserved is a label only, which state sets by the numbers.
func (h fields) latch(prefix string) Latch {
	reason := Reason(h[prefix+"_kind"])
	if reason == Reserved || reason == "" {
		return Latch{}
	}
	return Latch{
		Reason:   reason,
		Why:      h[prefix+"_why"],
		Since:    h.time(prefix + "_since"),
		Until:    h.time(prefix + "_until"),
		HalfOpen: h["="+prefix] == "half",
		Probes:   int(h.int(prefix+"_probes", 0)),
	}
}

// backingOff reads why and since only beside failures: an older version ends those and leaves the rest.
func (h fields) backingOff() BackingOff {
	b := BackingOff{Failures: int(h.int("again", 0)), Until: h.time("again_until")}
	if b.Failures > 0 {
		b.Since, b.Why = h.time("again_since"), h["again_why"]
	}
	return b
}

func (h fields) pace() Pace {
	return Pace{
		Spacing: h.duration("=spacing"),
		Ceiling: h.duration("=ceiling"),
		Floor:   h.duration("=floor"),
		Next:    h.time("next"),
	}
}

func (h fields) quota() Quota {
	return Quota{
		Remain:    h.int("remain", -1),
		TodayUsed: h.int("today", -1),
		MaxDaily:  h.int("max_daily", -1),
		Total:     h.int("total", -1),
		Used:      h.int("used", -1),
		At:        h.time("quota_at"),
		By:        h["quota_by"],
	}
}

// unknownPoll is how soon getquota is asked again where it has never been answered, or in an outage: the
// reserve of an account that began with a wrong key must not wait for QuotaPoll, nor the end of an outage
// where no number comes.
const unknownPoll = time.Minute

// quotaDue is when getquota should be asked next: each QuotaPoll, and at once when the quota latch has
// closed since it was last asked, or getquota would be the probe of an account that has nothing else to
// probe with. The latch's end by reading begins with a reading after it closed.
func (g *Gate) quotaDue(s State, h fields) time.Time {
	asked := h.time("quota_asked")
	closed := s.Spend.Reason == DailyLimited || s.Spend.Reason == QuotaDrained
	if s.Unprobed || asked.IsZero() || asked.After(s.Now) || closed && h.int("quota_seq", 0) <= h.int("q_seq", 0) {
		return s.Now
	}
	if !s.Quota.Known() || s.Again.Outage() {
		return asked.Add(min(g.o.QuotaPoll, unknownPoll))
	}
	return asked.Add(g.o.QuotaPoll)
}
