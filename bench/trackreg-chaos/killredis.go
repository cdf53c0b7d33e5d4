package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/trackreg/trackreg/bench/internal/rig"
)

// redisKiller kills Redis now and then, and starts it again on its file.
type redisKiller struct {
	redis *rig.Redis
	dice  *rand.Rand

	// up is held while Redis is down, and by who enqueues: an enqueue cut off by
	// the kill may have been carried out or not, and then nobody knows what went in.
	up     sync.Mutex
	killed int
}

// work kills until the storm is over. Redis is up then, and lives as long as life.
func (k *redisKiller) work(life, storm context.Context) error {
	for {
		select {
		case <-storm.Done():
			return life.Err()
		case <-time.After(between(k.dice, 15*time.Second, 30*time.Second)):
		}
		if err := k.kill(life); err != nil {
			return err
		}
	}
}

//trackreg:sleeps for as long as Redis is to be away
func (k *redisKiller) kill(life context.Context) error {
	k.up.Lock()
	defer k.up.Unlock()
	k.redis.Kill()
	k.killed++
	time.Sleep(between(k.dice, 500*time.Millisecond, 4*time.Second))
	if err := k.redis.Start(life); err != nil {
		return fmt.Errorf("start Redis again: %w", err)
	}
	return nil
}
