package rig

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// mostListed is above what any measurement makes of calls and numbers.
const mostListed = 10_000_000

// Summaries returns the sums of every account's ledger.
func (s *Sandbox) Summaries(ctx context.Context) ([]sandbox.Summary, error) {
	var ledger struct {
		Accounts []sandbox.Summary `json:"accounts"`
	}
	err := s.call(ctx, "GET", "/sandbox/ledger", nil, &ledger)
	return ledger.Accounts, err
}

// Summary returns the sums of the account with that key; all are 0 before its
// first call.
func (s *Sandbox) Summary(ctx context.Context, key string) (sandbox.Summary, error) {
	var ledger struct {
		Accounts []sandbox.Summary `json:"accounts"`
	}
	err := s.call(ctx, "GET", "/sandbox/ledger?key="+url.QueryEscape(key), nil, &ledger)
	if err != nil || len(ledger.Accounts) == 0 {
		return sandbox.Summary{}, err
	}
	return ledger.Accounts[0], nil
}

// Calls returns the register calls of the account with that key, by time.
func (s *Sandbox) Calls(ctx context.Context, key string) ([]sandbox.Call, error) {
	query := url.Values{"key": {key}, "limit": {strconv.Itoa(mostListed)}}
	var all, register []sandbox.Call
	if err := s.call(ctx, "GET", "/sandbox/ledger/calls?"+query.Encode(), nil, &all); err != nil {
		return nil, err
	}
	for _, c := range all {
		if c.Call == "register" {
			register = append(register, c)
		}
	}
	return register, nil
}

// Registrations returns all that is registered, in no order.
func (s *Sandbox) Registrations(ctx context.Context) ([]sandbox.Registration, error) {
	query := url.Values{"limit": {strconv.Itoa(mostListed)}}
	var list []sandbox.Registration
	err := s.call(ctx, "GET", "/sandbox/ledger/numbers?"+query.Encode(), nil, &list)
	return list, err
}

// Arrival blocks until the number is registered, or ctx ends, and returns when
// the call that held it reached the sandbox.
func (s *Sandbox) Arrival(ctx context.Context, number string) (time.Time, error) {
	query := url.Values{"number": {number}}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		var list []sandbox.Registration
		err := s.call(ctx, "GET", "/sandbox/ledger/numbers?"+query.Encode(), nil, &list)
		if err != nil {
			return time.Time{}, err
		}
		if len(list) > 0 {
			return list[0].At, nil
		}
		select {
		case <-ctx.Done():
			return time.Time{}, fmt.Errorf("wait for %s to be registered: %w", number, ctx.Err())
		case <-tick.C:
		}
	}
}
