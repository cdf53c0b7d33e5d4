package sleeps

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestReal(t *testing.T) {
	time.Sleep(time.Second) // want `time.Sleep on the wall clock`
}

func TestVirtual(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { time.Sleep(time.Hour) })
	inBubble(t, func() { time.Sleep(time.Hour) })
	outside(func() { time.Sleep(time.Hour) }) // want `time.Sleep on the wall clock`
}

func BenchmarkReal(b *testing.B) { time.Sleep(time.Second) }

func inBubble(t *testing.T, test func()) { synctest.Test(t, func(*testing.T) { test() }) }

func outside(test func()) { test() }

// pass lets time go by.
//
//trackreg:sleeps in a bubble
func pass() { time.Sleep(time.Second) }

//trackreg:sleeps
func withoutReason() { time.Sleep(time.Second) } // want `time.Sleep on the wall clock`
