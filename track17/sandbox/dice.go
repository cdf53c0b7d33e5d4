package sandbox

import (
	"math/rand/v2"
	"sync"
)

// dice is a seeded source of chance that many calls may share.
type dice struct {
	mu   sync.Mutex
	rand *rand.Rand
}

func newDice(seed uint64) *dice {
	return &dice{rand: rand.New(rand.NewPCG(seed, seed))}
}

// below returns a number from 0 up to, but not including, n.
func (d *dice) below(n int64) int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rand.Int64N(n)
}

// come returns true with the given probability; 0 stands for always.
func (d *dice) come(probability float64) bool {
	if probability == 0 || probability >= 1 {
		return true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rand.Float64() < probability
}
