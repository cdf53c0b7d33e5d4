package sandbox

import (
	"time"

	"github.com/trackreg/trackreg/track17"
)

// allowance is what an account may spend: in all, and in a day.
type allowance struct {
	total, used      int64
	daily, today     int64 // daily 0: no limit
	freeEmail, email int64 // of the month

	dayStart   time.Duration
	day, month int64 // that today and email belong to
}

func newAllowance(o Options) allowance {
	return allowance{
		total:     o.Quota,
		daily:     max(0, o.MaxDaily),
		freeEmail: o.FreeEmail,
		dayStart:  o.DayStart,
	}
}

// turn begins a new day and a new month when the clock says so.
func (a *allowance) turn(now time.Time) {
	local := now.UTC().Add(-a.dayStart)
	day := local.Unix() / int64(24*time.Hour/time.Second)
	month := int64(local.Year())*12 + int64(local.Month())
	if day != a.day {
		a.day, a.today = day, 0
	}
	if month != a.month {
		a.month, a.email = month, 0
	}
}

// remain is the units left in all.
func (a *allowance) remain() int64 { return max(0, a.total-a.used) }

// refuses returns the code with which so many units are refused, or 0.
func (a *allowance) refuses(units int64) track17.Code {
	if a.remain() < units {
		return track17.CodeQuotaOut
	}
	if a.daily > 0 && a.today+units > a.daily {
		return track17.CodeDailyLimit
	}
	return track17.CodeSuccess
}

// spend takes the units of an item. It returns how many it took, or the code
// with which the item is refused.
func (a *allowance) spend(it *item) (int64, track17.Code) {
	units := int64(1)
	if it.translated() {
		units++
	}
	freeEmail := it.Email != "" && a.email < a.freeEmail
	if it.Email != "" && !freeEmail {
		units++
	}
	if code := a.refuses(units); code != track17.CodeSuccess {
		return 0, code
	}
	a.used += units
	a.today += units
	if freeEmail {
		a.email++
	}
	return units, track17.CodeSuccess
}
