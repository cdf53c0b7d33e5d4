package webhook

import (
	"time"

	"github.com/rs/zerolog"
)

// health says once that the receiver fails, and why, and once that it is well
// again, however many tries there are between.
type health struct {
	log zerolog.Logger

	kind  string // of the last fault; "": it is well
	since time.Time
	tries int
}

func (h *health) failed(m message, f *fault) {
	if h.kind == "" {
		h.since, h.tries = time.Now(), 0
	}
	h.tries++
	if h.kind == f.kind {
		return
	}
	h.kind = f.kind
	h.log.Warn().Str("why", f.text).Str("webhook_id", m.id).Str("first", m.first).Str("last", m.last).
		Msg("webhook: the receiver does not take outcomes; trying again, nothing is lost")
}

func (h *health) took() {
	if h.kind == "" {
		return
	}
	h.log.Info().Dur("after", time.Since(h.since)).Int("tries", h.tries).Msg("webhook: the receiver is well again")
	h.kind = ""
}
