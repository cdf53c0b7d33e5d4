package rows

import (
	"math"
	"time"
)

// endOfDates is the first number behind those that a spreadsheet takes for dates: 10000-01-01.
const endOfDates = 2958466

// date writes the date that a number stands for, with the time if it has one.
func (w *workbook) date(serial float64) string {
	at := timeOf(serial, w.date1904)
	switch {
	case serial < 1:
		return at.Format(time.TimeOnly)
	case at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0:
		return at.Format(time.DateOnly)
	default:
		return at.Format(time.DateTime)
	}
}

// timeOf is the time, to the second, that a spreadsheet means by so many days.
func timeOf(serial float64, from1904 bool) time.Time {
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		epoch = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	case serial >= 1 && serial < 60:
		epoch = epoch.AddDate(0, 0, 1) // day 60 is 29 February 1900, which there was none of
	}
	days, part := math.Modf(serial)
	return epoch.AddDate(0, 0, int(days)).Add(time.Duration(part * float64(24*time.Hour))).Round(time.Second)
}
