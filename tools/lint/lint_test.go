package main

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"
)

func TestSleepsAreFound(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), Sleep, "sleeps")
}

func TestAssertionsOnATestThatMayHaveEndedAreFound(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), Ended, "ended")
}
