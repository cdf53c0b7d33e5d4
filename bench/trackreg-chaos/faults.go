package main

import (
	"fmt"
	"net/http"

	"github.com/trackreg/trackreg/bench/internal/rig"
	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

// callRate is the calls a second that the sandbox allows: more than the vendor,
// so that a night takes minutes.
const callRate = 25

// sandboxArgs make a vendor that rolls its dice by the plan's seed.
func sandboxArgs(p plan) []string {
	return []string{"--rate", fmt.Sprint(callRate), "--service", "50ms..250ms", "--seed", fmt.Sprint(p.seed)}
}

// workerSettings have a worker use that rate, and give up early on calls that hang.
func workerSettings(r *rig.Rig) rig.Settings {
	s := r.Settings()
	account := s.Accounts["main"]
	account.RequestsPerSecond = callRate
	s.Accounts["main"] = account
	s.Worker = rig.Worker{CallTimeout: "3s"}
	return s
}

// faults are 5 % each of what leaves a client in doubt, and of what it did not
// deserve. Half of the answers with status 500 hide that the call was carried out.
func faults() []sandbox.Fault {
	return []sandbox.Fault{
		{Name: "500", Act: sandbox.Fail, Status: http.StatusInternalServerError, Probability: 0.025},
		{Name: "500, carried out", Act: sandbox.Fail, Status: http.StatusInternalServerError, Moment: sandbox.After, Probability: 0.025},
		{Name: "503", Act: sandbox.Fail, Status: http.StatusServiceUnavailable, Probability: 0.05},
		{Name: "hang", Act: sandbox.Hang, Probability: 0.05},
		{Name: "cut", Act: sandbox.Cut, Probability: 0.05},
		{Name: "truncated", Act: sandbox.Truncate, Probability: 0.05},
		{Name: "unearned 429", Act: sandbox.Fail, Status: http.StatusTooManyRequests, RetryAfter: "1", Probability: 0.025},
		{Name: "unearned 429 in the body", Act: sandbox.Fail, Code: track17.CodeTooManyRequests, Place: sandbox.InOuter, Probability: 0.025},
	}
}
