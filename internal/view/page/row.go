package page

import (
	"net/url"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// rowView is an account in the list of all.
type rowView struct {
	Name, Link string
	Shown      bool
	Level      level
	State      string
	Rate       string
	Ceiling    string
	Share      float64 // of the ceiling
	Waiting    string
	ETA        string
	Quota      string
	Failed     string
}

func rowsOf(s *board.Snapshot, shown string) []rowView {
	rows := make([]rowView, len(s.Accounts))
	for i, a := range s.Accounts {
		m := conditionOf(&a)
		w := a.Waiting()
		rows[i] = rowView{
			Name: a.Name, Link: "/?account=" + url.QueryEscape(a.Name), Shown: a.Name == shown,
			Level: m.level, State: m.word,
			Rate: figures.Rate(a.Speed.Rate), Ceiling: figures.Rate(a.Pace.Ceiling),
			Waiting: figures.Count(w.Now() + w.Later()), Failed: figures.Count(a.Failures.Total),
			Quota: "?",
		}
		rows[i].ETA, _ = etaText(a)
		if a.Pace.Ceiling > 0 {
			rows[i].Share = min(1, a.Speed.Rate/a.Pace.Ceiling)
		}
		if q := a.Quota; q != nil && q.Remain != nil {
			rows[i].Quota = figures.Count(*q.Remain)
		}
	}
	return rows
}
