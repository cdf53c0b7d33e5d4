package gate

import (
	"context"
	_ "embed"
)

// QuotaReading is what getquota showed. A negative number says that the vendor did not give it.
type QuotaReading struct {
	Remain    int64
	TodayUsed int64
	MaxDaily  int64 // 0: no daily limit
	Total     int64
	Used      int64
	By        string // names the key it was read with, never the key itself; "": nothing does
}

//go:embed quota.lua
var quotaLua string

var quotaScript = newScript(quotaLua)

// ReportQuota tells what the getquota call of a slot showed. A reading that shows more quota than the
// least seen since drained closed, or a daily allowance not used up, makes the quota latch half-open, if
// the call was granted after the latch closed. It ends the backing-off. It opens the account latch only
// where the call was its probe, because nothing else had come to be one; a getquota that failed is reported with [Gate.Report]. Errors are Redis's, wrapped.
func (g *Gate) ReportQuota(ctx context.Context, lease string, q QuotaReading) (Effect, error) {
	return g.effect(ctx, quotaScript, "report the quota",
		lease, q.Remain, q.TodayUsed, q.MaxDaily, q.Total, q.Used, q.By)
}
