package known

import "time"

// MonthsMost is the most months that a record may go back.
const MonthsMost = 36

// monthForm is how a month is written in a key.
const monthForm = "2006-01"

// firstOf returns the beginning of a time's month, in UTC, moved by n months.
func firstOf(t time.Time, n int) time.Time {
	year, month, _ := t.UTC().Date()
	return time.Date(year, month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
}

// monthsAt returns the month of a time and those before it, n in all.
func monthsAt(t time.Time, n int) []string {
	months := make([]string, n)
	for i := range months {
		months[i] = firstOf(t, -i).Format(monthForm)
	}
	return months
}
