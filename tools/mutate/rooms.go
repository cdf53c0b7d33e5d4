package main

import "fmt"

// room is a directory whose code is mutated.
type room struct {
	name, dir string
	exclude   string // files that aren't mutated, a regular expression on the path below dir; "" none
	goflags   string // how its tests are run
	patience  int    // how many times as long as usual its tests may take before they have timed out
	goal      goal
}

// goal is what a room is to reach, in percent.
type goal struct {
	efficacy float64 // killed of killed and lived
	coverage float64 // killed and lived of all
}

var rooms = []room{
	{name: "batching", dir: "batching", patience: 20, goal: goal{95, 95}},
	{name: "gate", dir: "internal/gate", patience: 3, goal: goal{95, 95}},
	{name: "track17", dir: "track17", exclude: "^sandbox/", patience: 20, goal: goal{95, 95}},
	{name: "queue", dir: "queue", patience: 6, goal: goal{90, 90}},
	{name: "worker", dir: "worker", goflags: "-short", patience: 3, goal: goal{90, 90}},
	{name: "job", dir: "internal/job", patience: 6, goal: goal{90, 90}},
}

// choose returns the rooms of these names or directories; all if none is named.
func choose(all []room, names []string) ([]room, error) {
	if len(names) == 0 {
		return all, nil
	}
	var chosen []room
	for _, name := range names {
		r, ok := named(all, name)
		if !ok {
			return nil, fmt.Errorf("no room %q", name)
		}
		chosen = append(chosen, r)
	}
	return chosen, nil
}

func named(all []room, name string) (room, bool) {
	for _, r := range all {
		if r.name == name || r.dir == name {
			return r, true
		}
	}
	return room{}, false
}
