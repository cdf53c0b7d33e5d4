package main

import (
	"math/rand/v2"
	"time"
)

// Everyone who decides by chance has a source of his own, so that what one does
// never depends on how often another was asked.
const (
	redisDice  = 1
	memberDice = 100 // and one up for each worker
)

func (p plan) dice(whose uint64) *rand.Rand { return rand.New(rand.NewPCG(p.seed, whose)) }

// between returns a time from least to most.
func between(dice *rand.Rand, least, most time.Duration) time.Duration {
	return least + time.Duration(dice.Int64N(int64(most-least)+1))
}
