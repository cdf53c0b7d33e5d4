package lookup

// SetPage has the looker read so many tasks in one round trip.
func (l *Looker) SetPage(tasks int) { l.page = int64(tasks) }
