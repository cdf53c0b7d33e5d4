package service

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/retry"
)

const (
	// checkAgain is how long after a Redis that did not answer it is asked again.
	checkAgain = 2 * time.Second
	// checkTimeout bounds the wait for it.
	checkTimeout = 10 * time.Second
)

// redisCheck warns once, at the start, of what in Redis's own settings can lose tasks.
type redisCheck struct {
	rdb redis.UniversalClient
	log zerolog.Logger
}

// Run asks until Redis has answered, warns, and returns nil. That Redis is away the worker says.
func (c redisCheck) Run(ctx context.Context) error {
	for {
		health, err := c.ask(ctx)
		if err == nil {
			c.tell(health)
			return nil
		}
		if trouble, ok := redistrouble.Diagnose(err); ok && trouble.Kind == redistrouble.NoPermission {
			c.log.Info().Msg("redis may not be asked whether it keeps its data: give this user +info")
			return nil
		}
		if retry.Wait(ctx, checkAgain) != nil {
			return nil
		}
	}
}

func (c redisCheck) ask(ctx context.Context) (redisconn.Health, error) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	return redisconn.Check(ctx, c.rdb)
}

func (c redisCheck) tell(health redisconn.Health) {
	c.log.Info().Str("version", health.Version).Int("servers", len(health.Nodes)).Msg("redis")
	for _, f := range health.Findings {
		event := c.log.Warn().Str("about", string(f.About)).Bool("serious", f.Serious)
		if f.Server != "" {
			event.Str("server", f.Server)
		}
		event.Msg("redis endangers what is stored in it: " + f.Problem + ": " + f.Mend)
	}
}
