package main

import (
	"strings"
	"testing"
)

func mutants(n int, status string) []mutant {
	ms := make([]mutant, n)
	for i := range ms {
		ms[i] = mutant{site: site{file: "p/p.go", function: "f", kind: "ARITHMETIC_BASE", line: "a «+» b"}, status: status}
	}
	return ms
}

var exampleRoom = room{name: "p", dir: "p", goal: goal{95, 90}}

func TestAnUnlistedSurvivorFailsTheRoom(t *testing.T) {
	ms := append(mutants(99, killed), mutants(1, lived)...)
	rep := judge(exampleRoom, ms, nil)
	if err := rep.verdict(); err == nil || !strings.Contains(err.Error(), "1 survivors") {
		t.Errorf("got %v", err)
	}
	if text := table([]report{rep}); !strings.Contains(text, ms[99].site.String()) {
		t.Errorf("the survivor is not shown:\n%s", text)
	}
	rep = judge(exampleRoom, ms, []survivor{{site: ms[99].site}})
	if err := rep.verdict(); err != nil {
		t.Error(err)
	}
}

func TestTheListIsNoWayRoundTheGoal(t *testing.T) {
	ms := append(mutants(94, killed), mutants(6, lived)...)
	err := judge(exampleRoom, ms, []survivor{{site: ms[0].site}}).verdict()
	if err == nil || !strings.Contains(err.Error(), "efficacy 94.0 % of 95") {
		t.Errorf("got %v", err)
	}
}

func TestWhatNoTestRunsCountsAgainstCoverage(t *testing.T) {
	ms := append(mutants(89, killed), mutants(11, notCovered)...)
	err := judge(exampleRoom, ms, nil).verdict()
	if err == nil || !strings.Contains(err.Error(), "coverage 89.0 % of 90") {
		t.Errorf("got %v", err)
	}
	if err := judge(exampleRoom, ms[:98], nil).verdict(); err != nil {
		t.Error(err)
	}
}

func TestMutantsThatDoNotCompileOrEndCountForNothing(t *testing.T) {
	ms := append(mutants(95, killed), mutants(5, lived)...)
	ms = append(append(ms, mutants(50, notViable)...), mutants(50, timedOut)...)
	if err := judge(exampleRoom, ms, []survivor{{site: ms[0].site}}).verdict(); err != nil {
		t.Error(err)
	}
}

func TestAnEntryWhoseMutantIsKilledIsShown(t *testing.T) {
	ms := mutants(1, killed)
	other := site{file: "q/q.go", function: "f", kind: "ARITHMETIC_BASE", line: "c «+» d"}
	rep := judge(exampleRoom, ms, []survivor{{site: ms[0].site}, {site: other}})
	if len(rep.stale) != 1 || rep.stale[0].site != ms[0].site {
		t.Errorf("got %+v", rep.stale)
	}
	if text := table([]report{rep}); !strings.Contains(text, "no such mutant lived:\n"+ms[0].site.String()) {
		t.Errorf("the entry is not shown:\n%s", text)
	}
}

func TestTheTable(t *testing.T) {
	ms := append(append(mutants(9, killed), mutants(1, lived)...), mutants(2, timedOut)...)
	got := table([]report{judge(exampleRoom, ms, []survivor{{site: ms[9].site}})})
	want := "" +
		"  room  killed  lived  listed  not covered  timed out  not viable  efficacy  goal  coverage  goal\n" +
		"     p       9      1       1            0          2           0    90.0 %  95 %   100.0 %  90 %\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
}
