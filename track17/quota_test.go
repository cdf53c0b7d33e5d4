package track17

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func quotaOf(t *testing.T, data string) Quota {
	t.Helper()
	quota, fault := decodeQuota(reply{status: 200, retryAfter: NoRetryAfter, body: []byte(`{"code":0,"data":` + data + `}`)})
	require.Nil(t, fault)
	return quota
}

func TestQuotaAsDocumented(t *testing.T) {
	quota := quotaOf(t, `{"quota_total":1000,"quota_used":400,"quota_remain":600,"today_used":40,"max_track_daily":100,
		"free_email_quota":300,"free_email_quotaused":3,"more":{}}`)
	require.Equal(t, Quota{Total: 1000, Used: 400, Remain: 600, TodayUsed: 40, MaxDaily: 100, EmailFree: 300, EmailUsed: 3, Given: 0x7f}, quota)
	left, ok := quota.Left()
	require.True(t, ok)
	require.EqualValues(t, 600, left)
	today, ok := quota.LeftToday()
	require.True(t, ok)
	require.EqualValues(t, 60, today)
}

func TestQuotaWithOddFields(t *testing.T) {
	quota := quotaOf(t, `{"quota_total":"1000","quota_used":-4,"quota_remain":-12,"today_used":null,"max_track_daily":[]}`)
	require.Equal(t, Quota{Total: 1000, Remain: -12, Given: QuotaTotal | QuotaRemain}, quota)
	require.False(t, quota.Has(QuotaUsed))
	require.Zero(t, quotaOf(t, `{"quota_total":1e300,"today_used":1e2,"quota_used":1.5,"quota_remain":1}`).Given&(QuotaTotal|QuotaUsed))
	require.False(t, quota.Has(QuotaTotal|QuotaUsed))
	left, ok := quota.Left()
	require.True(t, ok)
	require.Zero(t, left)
	_, ok = quota.LeftToday()
	require.False(t, ok)
}

func TestWhatRemainsIsWorkedOut(t *testing.T) {
	left, ok := quotaOf(t, `{"quota_total":10,"quota_used":4}`).Left()
	require.True(t, ok)
	require.EqualValues(t, 6, left)
	left, ok = quotaOf(t, `{"quota_total":10,"quota_used":0}`).Left()
	require.True(t, ok, "none used is given too")
	require.EqualValues(t, 10, left)
	_, ok = quotaOf(t, `{"quota_total":10}`).Left()
	require.False(t, ok)
}

func TestNoDailyLimit(t *testing.T) {
	_, ok := quotaOf(t, `{"today_used":40,"max_track_daily":0}`).LeftToday()
	require.False(t, ok)
	left, ok := quotaOf(t, `{"today_used":40,"max_track_daily":30}`).LeftToday()
	require.True(t, ok)
	require.Zero(t, left)
}

func TestAQuotaWithoutAFieldIsABrokenAnswer(t *testing.T) {
	for _, data := range []string{`null`, `{}`, `[]`, `"x"`, `{"quota_used":-1}`} {
		_, fault := decodeQuota(reply{status: 200, retryAfter: NoRetryAfter, body: []byte(`{"code":0,"data":` + data + `}`)})
		require.ErrorIs(t, fault, ErrBroken, data)
	}
}
