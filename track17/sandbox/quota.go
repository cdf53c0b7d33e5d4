package sandbox

import (
	"errors"
	"fmt"
)

// Quota is an account's quota as getquota shows it, in units.
type Quota struct {
	Total     int64 `json:"quota_total"`
	Used      int64 `json:"quota_used"`
	Remain    int64 `json:"quota_remain"` // never negative
	TodayUsed int64 `json:"today_used"`
	MaxDaily  int64 `json:"max_track_daily"` // 0: no limit
	FreeEmail int64 `json:"free_email_quota"`
	EmailUsed int64 `json:"free_email_quotaused"`
}

// ErrUnknownKey is returned for a key that is no account.
var ErrUnknownKey = errors.New("the key is no account of this sandbox")

// Quota returns the quota of a key's account, or [ErrUnknownKey].
func (s *Server) Quota(key string) (Quota, error) {
	a := s.account(key)
	if a == nil {
		return Quota{}, ErrUnknownKey
	}
	return s.quotaOf(a), nil
}

func (s *Server) quotaOf(a *account) Quota {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.allowance.turn(s.Now())
	return a.allowance.quota()
}

// quota is the allowance as others see it.
func (a *allowance) quota() Quota {
	return Quota{
		Total:     a.total,
		Used:      a.used,
		Remain:    a.remain(),
		TodayUsed: a.today,
		MaxDaily:  a.daily,
		FreeEmail: a.freeEmail,
		EmailUsed: a.email,
	}
}

// QuotaChange says what to change of a quota; what is nil stays. Total and
// Remain exclude each other: Remain sets the total to what is used and that.
type QuotaChange struct {
	Total     *int64 `json:"total,omitempty"`
	Used      *int64 `json:"used,omitempty"`
	Remain    *int64 `json:"remain,omitempty"`
	TodayUsed *int64 `json:"today_used,omitempty"`
	MaxDaily  *int64 `json:"max_track_daily,omitempty"`
}

// SetQuota changes the quota of a key's account. With the key "" it changes
// every account, and what later accounts begin with. It returns
// [ErrUnknownKey], or an error that says which number is wrong.
func (s *Server) SetQuota(key string, change QuotaChange) error {
	if err := change.check(); err != nil {
		return err
	}
	if key != "" {
		a := s.account(key)
		if a == nil {
			return ErrUnknownKey
		}
		s.change(a, change)
		return nil
	}
	s.mu.Lock()
	change.apply(&s.standard)
	s.mu.Unlock()
	for _, a := range s.all("") {
		s.change(a, change)
	}
	return nil
}

func (s *Server) change(a *account, change QuotaChange) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.allowance.turn(s.Now())
	change.apply(&a.allowance)
}

func (c QuotaChange) check() error {
	for name, value := range map[string]*int64{
		"total": c.Total, "used": c.Used, "remain": c.Remain,
		"today_used": c.TodayUsed, "max_track_daily": c.MaxDaily,
	} {
		if value != nil && *value < 0 {
			return fmt.Errorf("%s %d must not be negative", name, *value)
		}
	}
	if c.Total != nil && c.Remain != nil {
		return errors.New("give total or remain, not both")
	}
	return nil
}

func (c QuotaChange) apply(a *allowance) {
	set(&a.used, c.Used)
	set(&a.total, c.Total)
	set(&a.today, c.TodayUsed)
	set(&a.daily, c.MaxDaily)
	if c.Remain != nil {
		a.total = a.used + *c.Remain
	}
}

// set stores a value that was given.
func set(field, value *int64) {
	if value != nil {
		*field = *value
	}
}
