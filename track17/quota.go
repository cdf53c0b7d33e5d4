package track17

import (
	"context"
	"encoding/json"
	"fmt"
)

// QuotaField names a field of getquota's answer. Several may be joined with |.
type QuotaField uint8

// The fields of a Quota.
const (
	QuotaTotal QuotaField = 1 << iota
	QuotaUsed
	QuotaRemain
	QuotaTodayUsed
	QuotaMaxDaily
	QuotaEmailFree
	QuotaEmailUsed
)

// Quota is what an account may still register, in numbers ("17TRACK API, quota").
// A field that the answer lacks, or gives as something that is no count, is 0 and
// not in Given.
type Quota struct {
	Total     int64 // bought or granted
	Used      int64 // spent of it
	Remain    int64 // left of it; 17TRACK has been seen to give less than 0
	TodayUsed int64 // spent today
	MaxDaily  int64 // the most a day; 0: no limit
	EmailFree int64 // e-mails a month that cost nothing
	EmailUsed int64 // used of them
	Given     QuotaField
}

// Has tells whether the answer gave all of these fields.
func (q Quota) Has(fields QuotaField) bool { return q.Given&fields == fields }

// Left returns what remains, never below 0, worked out from total and used where
// the answer does not give it; ok is false where it gives neither.
func (q Quota) Left() (left int64, ok bool) {
	switch {
	case q.Has(QuotaRemain):
		return max(0, q.Remain), true
	case q.Has(QuotaTotal | QuotaUsed):
		return max(0, q.Total-q.Used), true
	}
	return 0, false
}

// LeftToday returns what the daily limit still allows, never below 0; ok is false
// where there is no limit or the answer does not tell.
func (q Quota) LeftToday() (left int64, ok bool) {
	if !q.Has(QuotaMaxDaily|QuotaTodayUsed) || q.MaxDaily == 0 {
		return 0, false
	}
	return max(0, q.MaxDaily-q.TodayUsed), true
}

// quotaCall is the vendor's call; it takes an empty list and costs nothing.
const quotaCall = "getquota"

// Quota asks for the account's quota. It blocks as Do does. An error is a *Fault
// of the whole call.
func (c *Client) Quota(ctx context.Context) (Quota, error) {
	key := c.key()
	quota, fault := decodeQuota(c.post(ctx, key, quotaCall, []byte("[]")))
	if fault != nil {
		redactor(key).fault(fault)
		return Quota{}, fault
	}
	return quota, nil
}

// quotaFields are the fields as 17TRACK writes them.
type quotaFields struct {
	Total     looseInt `json:"quota_total"`
	Used      looseInt `json:"quota_used"`
	Remain    looseInt `json:"quota_remain"`
	TodayUsed looseInt `json:"today_used"`
	MaxDaily  looseInt `json:"max_track_daily"`
	EmailFree looseInt `json:"free_email_quota"`
	EmailUsed looseInt `json:"free_email_quotaused"`
}

func decodeQuota(r reply) (Quota, *Fault) {
	wrapped, fault := unwrap(r)
	if fault != nil {
		return Quota{}, fault
	}
	quota := readQuota(wrapped.Data)
	if quota.Given == 0 {
		return Quota{}, broken(r, fmt.Errorf("%s: %w: it gives no quota", quotaCall, ErrBroken))
	}
	return quota, nil
}

func readQuota(data json.RawMessage) Quota {
	var fields quotaFields
	unmarshalLoose(data, &fields)
	var quota Quota
	take := func(into *int64, from looseInt, name QuotaField) {
		// Nothing but what remains can be below zero.
		if !from.given || from.value < 0 && name != QuotaRemain {
			return
		}
		*into = from.value
		quota.Given |= name
	}
	take(&quota.Total, fields.Total, QuotaTotal)
	take(&quota.Used, fields.Used, QuotaUsed)
	take(&quota.Remain, fields.Remain, QuotaRemain)
	take(&quota.TodayUsed, fields.TodayUsed, QuotaTodayUsed)
	take(&quota.MaxDaily, fields.MaxDaily, QuotaMaxDaily)
	take(&quota.EmailFree, fields.EmailFree, QuotaEmailFree)
	take(&quota.EmailUsed, fields.EmailUsed, QuotaEmailUsed)
	return quota
}
