package page

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/view/page/board"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// accountView is the account that is shown in full.
type accountView struct {
	Name      string
	Level     level
	Word      string // its state
	Means     string
	Why       string // what the gate was closed with
	Since     string
	Countdown string
	Todo      []string
	Refused   string // where the refused entries of its inlet are; "": there are none
	Webhook   string // how it stands; "": there is none, or Todo says it
	PostNow   bool   // it fails
	CanPause  bool   // it is not paused
	CanResume bool   // it is closed
	Actions   string
	Tiles     []tile
	Chart     chartView
	Failures  failuresView
	Workers   workersView
	Happened  []eventView
	Deeds     []deedView
}

// deedView is something that somebody did to the account by hand.
type deedView struct{ Who, Via, What, Filter, Count, Ago, At string }

// failuresView is the record of failures by what to do about them.
type failuresView struct {
	Total   string
	None    bool
	Note    string // how far the counts can be trusted
	List    string // one by one
	All     string // the whole record as a CSV
	Book    string // and as an XLSX
	Retry   string
	Causes  []causeView
	Pending bool // they are being counted
}

// causeView are failures that are mended alike.
type causeView struct {
	Count, Class, Remedy, Advice, Codes string
	List                                string // them one by one
	Mend                                bool   // a person must mend the entries
	CSV, Book                           string
}

func (p *Page) accountOf(a *board.Account, now time.Time) accountView {
	m := stateOf(a.Account)
	latch := a.Gate.Closing()
	v := accountView{
		Name: a.Name, Level: m.level, Word: m.word, Means: m.means, Why: whyOf(a.Gate),
		Countdown: countdown(latch, a.At), CanPause: a.Gate.Account.Reason != "paused" || a.Gate.Account.HalfOpen, CanResume: latch.Reason != "" && latch.Reason != "reserve",
		Actions: "/api/v1/accounts/" + url.PathEscape(a.Name), Tiles: tilesOf(a, now),
		Failures: failuresOf(a, now), Todo: todo(a, m),
	}
	v.Workers = workersOf(a, a.At)
	v.Chart = chartOf(p.board.Points(v.Name, 0), a.Pace.Ceiling)
	v.Since = sinceOf(a.Gate, a.At)
	v.Happened = happenedTo(a, now)
	if a.Inlet.Refused > 0 {
		v.Refused = "/refused?account=" + url.QueryEscape(a.Name)
	}
	if w := a.Webhook; w != nil {
		v.PostNow = w.Failing
		if !w.Failing {
			v.Webhook = sentence("webhook: " + w.Says(a.At))
		}
	}
	for _, d := range a.Deeds {
		v.Deeds = append(v.Deeds, deedOf(d, now))
	}
	return v
}

func deedOf(d audit.Deed, now time.Time) deedView {
	v := deedView{Who: d.Who, Via: d.Via, What: d.What, Filter: d.Filter, Ago: ago(d.At, now), At: stamp(d.At)}
	if d.Count != nil {
		v.Count = figures.Count(*d.Count)
	}
	return v
}

// todo is what a person can do about what is not as it should be.
func todo(a *board.Account, m meaning) []string {
	var all []string
	if m.mend != "" {
		all = append(all, m.mend)
	}
	w := a.Waiting()
	if q := a.Quota; q != nil && q.Remain != nil && *q.Remain < w.Now() && reasonOf(a.Gate) == "" {
		all = append(all, fmt.Sprintf("Buy quota: what is left, %s, is less than the %s that wait.", figures.Count(*q.Remain), figures.Count(w.Now())))
	}
	if reasonOf(a.Gate) == "" && len(w.Paused) > 0 {
		all = append(all, fmt.Sprintf("The account may call, but the queue %s is paused: if that was a hand's, unpause it in asynqmon.", strings.Join(w.Paused, " and ")))
	}
	for _, behind := range a.Behind() {
		all = append(all, sentence(behind))
	}
	return all
}

// The paths of the record as a file, and as a list, before what picks some of it.
const (
	csvPath  = "/api/v1/failures.csv?"
	xlsxPath = "/api/v1/failures.xlsx?"
	listPath = "/failures?"
)

func failuresOf(a *board.Account, now time.Time) failuresView {
	f := a.Failures
	account := url.Values{"account": {a.Name}}
	v := failuresView{
		Total: figures.Count(f.Total), None: f.Total == 0,
		List: listPath + account.Encode(), All: csvPath + account.Encode(), Book: xlsxPath + account.Encode(), Retry: "/api/v1/failures/retry",
		Pending: f.Total > 0 && f.Counted.IsZero(),
	}
	switch {
	case v.Pending:
		v.Note = "They are being counted by what to do about them."
	case f.Read < f.Total && f.Read >= f.Total/2:
		v.Note = "Counted " + ago(f.Counted, now) + "; more have come since."
	case f.Read < f.Total:
		v.Note = fmt.Sprintf("Counted over %s of them.", figures.Count(f.Read))
	}
	for _, c := range f.Causes {
		values := url.Values{"account": {a.Name}, "remedy": {c.Remedy}, "class": {c.Class}}
		v.Causes = append(v.Causes, causeView{
			Count: figures.Count(c.Count), Class: c.Class, Remedy: c.Remedy, Advice: track17.Advice(c.Remedy), Codes: codes(c.Codes),
			List: listPath + values.Encode(), Mend: c.Class == queue.Terminal, CSV: csvPath + values.Encode(), Book: xlsxPath + values.Encode(),
		})
	}
	return v
}

// codes are the first of 17TRACK's codes.
func codes(all []int) string {
	const most = 3
	var texts []string
	for _, code := range all[:min(most, len(all))] {
		texts = append(texts, strconv.Itoa(code))
	}
	if len(all) > most {
		texts = append(texts, "…")
	}
	return strings.Join(texts, ", ")
}
