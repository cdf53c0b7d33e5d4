// Package require has the shape of the real one.
package require

import (
	"time"

	"github.com/stretchr/testify/assert"
)

type TestingT interface{ Errorf(string, ...any) }

func NoError(TestingT, error)                                                                {}
func Eventually(TestingT, func() bool, time.Duration, time.Duration)                         {}
func EventuallyWithT(TestingT, func(*assert.CollectT), time.Duration, time.Duration, ...any) {}
