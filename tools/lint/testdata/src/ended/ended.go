package ended

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestConditions(t *testing.T) {
	r := rig{t}
	require.NoError(t, nil)
	require.Eventually(t, func() bool {
		require.NoError(t, nil) // want `an assertion on the test within Eventually`
		return true
	}, time.Second, time.Second)
	require.Eventually(t, func() bool { return r.reads() == 1 }, time.Second, time.Second) // want `reads asserts on the test within Eventually`
	require.Eventually(t, r.ready, time.Second, time.Second)                               // want `ready asserts on the test within Eventually`
	count := func() int { require.NoError(t, nil); return 1 }
	require.Eventually(t, func() bool { return count() == 1 }, time.Second, time.Second) // want `count asserts on the test within Eventually`
	require.Eventually(t, func() bool { return quiet() }, time.Second, time.Second)
	require.Eventually(t, func() bool {
		t.Fatal("gone") // want `an assertion on the test within Eventually`
		return true
	}, time.Second, time.Second)
	require.EventuallyWithT(t, func(c *assert.CollectT) { require.NoError(c, nil) }, time.Second, time.Second)
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		require.NoError(t, nil) // want `an assertion on the test within Eventually`
	}, time.Second, time.Second)
}

type rig struct{ t *testing.T }

func (r rig) reads() int { return r.asks() }

func (r rig) asks() int {
	require.NoError(r.t, nil)
	return 1
}

func (r rig) ready() bool { return r.asks() == 1 }

func quiet() bool { return true }
