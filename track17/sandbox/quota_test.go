package sandbox_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/track17"
	"github.com/trackreg/trackreg/track17/sandbox"
)

func TestQuotaRunsOutWithinACall(t *testing.T) {
	v := start(t, sandbox.Options{Quota: 3})
	got := v.register(s10s(1, 5)...)
	require.Len(t, got.Data.Accepted, 3)
	require.Len(t, got.Data.Rejected, 2)
	for i, item := range got.Data.Rejected {
		require.Equal(t, s10(4+i), item.Number)
		require.Equal(t, track17.CodeQuotaOut, item.Error.Code)
	}
	require.Equal(t, track17.CodeAlreadyRegistered, v.rejection(s10(1)), "a repeat costs nothing, so nothing refuses it")

	quota := v.getQuota()
	require.Equal(t, sandbox.Quota{Total: 3, Used: 3, TodayUsed: 3, FreeEmail: 300}, quota.Data.Quota)
	require.NoError(t, v.SetQuota(key, sandbox.QuotaChange{Remain: new(int64(1))}))
	require.Len(t, v.register(s10s(4, 2)...).Data.Accepted, 1)
}

func TestDailyLimitAndTheTurnOfTheDay(t *testing.T) {
	clock := newClock() // at noon
	v := start(t, sandbox.Options{MaxDaily: 3, DayStart: 2 * time.Hour, Now: clock.Now})
	got := v.register(s10s(1, 4)...)
	require.Len(t, got.Data.Accepted, 3)
	require.Equal(t, track17.CodeDailyLimit, got.Data.Rejected[0].Error.Code)

	clock.move(14*time.Hour - time.Nanosecond)
	require.Equal(t, track17.CodeDailyLimit, v.rejection(s10(4)))
	require.EqualValues(t, 3, v.getQuota().Data.TodayUsed)

	clock.move(time.Nanosecond)
	require.EqualValues(t, 0, v.getQuota().Data.TodayUsed)
	require.Len(t, v.register(s10(4)).Data.Accepted, 1)
	quota := v.getQuota().Data.Quota
	require.EqualValues(t, 1, quota.TodayUsed)
	require.EqualValues(t, 4, quota.Used)
	require.EqualValues(t, 3, quota.MaxDaily)

	require.NoError(t, v.SetQuota(key, sandbox.QuotaChange{MaxDaily: new(int64(0))}))
	require.Len(t, v.register(s10s(5, 40)...).Data.Accepted, 40)
}

func TestQuotaComesBeforeTheDailyLimit(t *testing.T) {
	v := start(t, sandbox.Options{Quota: 1, MaxDaily: 1})
	require.Equal(t, track17.CodeQuotaOut, v.register(s10s(1, 2)...).Data.Rejected[0].Error.Code)
}

func TestWholeCallsAreRefusedIfAskedFor(t *testing.T) {
	v := start(t, sandbox.Options{Quota: 2, MaxDaily: 1, RefuseWhole: true})
	got := v.register(s10s(1, 2)...)
	require.Len(t, got.Data.Rejected, 1, "something was left as this call began")
	require.Equal(t, track17.CodeDailyLimit, v.register(s10(2)).Code)
	require.NoError(t, v.SetQuota(key, sandbox.QuotaChange{Remain: new(int64(0))}))
	got = v.register(s10(2))
	require.Equal(t, track17.CodeQuotaOut, got.Code)
	require.Equal(t, track17.CodeQuotaOut, got.Data.Errors[0].Code)
}

func TestQuotaBelowZeroIsNone(t *testing.T) {
	v := start(t, sandbox.Options{Quota: -1})
	require.Equal(t, track17.CodeQuotaOut, v.rejection(s10(1)))
}

func TestEmailAndTranslationCostMore(t *testing.T) {
	clock := newClock()
	v := start(t, sandbox.Options{FreeEmail: 1, Now: clock.Now})
	mail := func(n int) string { return fmt.Sprintf(`{"number":%q,"email":"a@example.org"}`, s10(n)) }
	v.register(mail(1))
	require.EqualValues(t, 1, v.getQuota().Data.Quota.Used)
	v.register(mail(2))
	require.EqualValues(t, 3, v.getQuota().Data.Quota.Used)
	clock.move(31 * 24 * time.Hour)
	v.register(mail(3))
	require.EqualValues(t, 4, v.getQuota().Data.Quota.Used)
	require.EqualValues(t, 1, v.getQuota().Data.EmailUsed)

	v.register(fmt.Sprintf(`{"number":%q,"lang":"de"}`, s10(4)))
	require.EqualValues(t, 5, v.getQuota().Data.Quota.Used)
	v.register(fmt.Sprintf(`{"number":%q,"lang":"de","translation_mode":"third"}`, s10(5)))
	require.EqualValues(t, 7, v.getQuota().Data.Quota.Used)
}

func TestSetQuotaOfEveryAccount(t *testing.T) {
	server := sandbox.New(sandbox.Options{})
	_, err := server.Quota("early")
	require.NoError(t, err)
	require.NoError(t, server.SetQuota("", sandbox.QuotaChange{Total: new(int64(7)), Used: new(int64(9))}))
	for _, token := range []string{"early", "late"} {
		quota, err := server.Quota(token)
		require.NoError(t, err)
		require.EqualValues(t, 7, quota.Total)
		require.Zero(t, quota.Remain, "what remains is never negative")
	}
}

func TestSetQuotaThatIsWrong(t *testing.T) {
	server := sandbox.New(sandbox.Options{Keys: []string{"good"}})
	require.ErrorIs(t, server.SetQuota("bad", sandbox.QuotaChange{}), sandbox.ErrUnknownKey)
	require.EqualError(t, server.SetQuota("good", sandbox.QuotaChange{Used: new(int64(-1))}), "used -1 must not be negative")
	require.ErrorContains(t, server.SetQuota("good", sandbox.QuotaChange{Total: new(int64(1)), Remain: new(int64(1))}), "not both")
	_, err := server.Quota("bad")
	require.ErrorIs(t, err, sandbox.ErrUnknownKey)
}
