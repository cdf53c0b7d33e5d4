package page

import (
	"net/http"
	"strconv"
	"time"

	"github.com/trackreg/trackreg/internal/redistrouble"
	"github.com/trackreg/trackreg/internal/view/page/lookup"
	"github.com/trackreg/trackreg/queue"
	"github.com/trackreg/trackreg/track17"
)

// searchView is what became of a number.
type searchView struct {
	Number  string
	Account string // that was looked through; "" where there is one
	Verdict string
	Level   level
	Problem string // why it cannot be looked for
	Facts   []factView
	Looked  []lookView
	Left    []string // what was not looked at
}

type factView struct{ Head, Text, Mend, When, At string }

type lookView struct {
	Place   string `json:"place"`
	Far     string `json:"far"`
	Found   string `json:"found"`
	Problem string `json:"problem,omitempty"`
}

// verdicts say what an outcome means for the number.
var verdicts = map[string]string{
	queue.Registered:        "17TRACK follows it: it was registered",
	queue.AlreadyRegistered: "17TRACK had it already when it was registered",
	queue.Rejected:          "It was refused: its data are to be mended",
	queue.Exhausted:         "It was given up after all its attempts; it may be tried again",
	queue.Expired:           "It was not sent: its deadline passed before",
	queue.Known:             "It was not sent: it is known to be registered",
	queue.Cancelled:         "It was not sent: its import was cancelled",
}

func searchOf(r lookup.Report, err error, now time.Time) searchView {
	if err != nil {
		return searchView{Problem: sentence(err.Error()), Level: need}
	}
	v := searchView{Number: r.Number}
	v.Verdict, v.Level = verdictOf(r, now)
	for _, w := range r.Waiting {
		f := factView{Head: w.State + " in " + w.Queue, Text: carrierText(w.Carrier)}
		if !w.Next.IsZero() {
			f.When = "next attempt at " + w.Next.UTC().Format("2006-01-02 15:04:05 UTC")
		}
		v.Facts = append(v.Facts, f)
	}
	for _, one := range r.Failures {
		v.Facts = append(v.Facts, factView{
			Head: "failed: " + one.Outcome, Text: join(carrierText(one.Carrier()), strconv.Itoa(one.Code), one.Message), Mend: track17.Advice(one.Remedy),
			When: ago(one.At, now), At: stamp(one.At),
		})
	}
	for _, d := range r.Outcomes {
		v.Facts = append(v.Facts, factView{
			Head: "outcome: " + d.Outcome.Outcome, Text: join(carrierText(max(d.Carrier, d.GivenCarrier)), d.Message), When: ago(d.At, now), At: stamp(d.At),
		})
	}
	for _, s := range r.Tracking {
		v.Facts = append(v.Facts, factView{
			Head: "tracking: " + orElse(s.Status, orElse(s.Event, "no status")), Text: join(carrierText(s.Carrier), s.SubStatus, s.Tag, latest(s)), When: ago(s.At, now), At: stamp(s.At),
		})
	}
	for _, carrier := range r.Known {
		v.Facts = append(v.Facts, factView{Head: "known to be registered", Text: carrierText(carrier)})
	}
	for _, l := range r.Looked {
		v.Looked = append(v.Looked, lookOf(l))
	}
	v.Left = r.Left
	return v
}

// latest says when the parcel was last seen.
func latest(s lookup.Sighting) string {
	if s.Latest == "" {
		return ""
	}
	return "newest event of " + s.Latest
}

func verdictOf(r lookup.Report, now time.Time) (string, level) {
	outcome, at := r.Ended()
	switch {
	case len(r.Waiting) > 0 && outcome != "":
		return "It waits to be sent again; before that, " + ago(at, now) + ", it was " + outcome + ".", wait
	case len(r.Waiting) > 0:
		return "It waits to be sent.", wait
	case outcome == queue.Rejected || outcome == queue.Exhausted || outcome == queue.Expired:
		return verdicts[outcome] + " (" + ago(at, now) + ").", need
	case outcome != "":
		return orElse(verdicts[outcome], "It ended as "+outcome) + " (" + ago(at, now) + ").", good
	case len(r.Tracking) > 0:
		return "17TRACK follows it: it told of it " + ago(r.Tracking[0].At, now) + ".", good
	case len(r.Known) > 0:
		return "It is known to be registered.", good
	}
	return "Nothing was found of it where this page looks.", wait
}

func lookOf(l lookup.Look) lookView {
	v := lookView{Place: l.Place, Far: l.Far, Found: strconv.Itoa(l.Found) + " found"}
	if l.Found == 0 {
		v.Found = "nothing found"
	}
	if l.Err != nil {
		v.Problem = sentence(l.Err.Error())
		if trouble, ok := redistrouble.Diagnose(l.Err); ok {
			v.Problem = sentence(trouble.Advice)
		}
	}
	return v
}

func carrierText(carrier int) string {
	if carrier == 0 {
		return "no carrier given"
	}
	return "carrier " + strconv.Itoa(carrier)
}

// join puts the texts that there are in a line.
func join(texts ...string) string {
	line := ""
	for _, text := range texts {
		if text == "" || text == "0" {
			continue
		}
		if line != "" {
			line += " · "
		}
		line += text
	}
	return line
}

// stamp writes a time for people; "" is that of none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}

// search answers scripts.
func (p *Page) search(w http.ResponseWriter, r *http.Request) *refusal {
	query, refused := p.form(w, r, "account", "number")
	if refused != nil {
		return refused
	}
	account, refused := p.account(r, query.Get("account"))
	if refused != nil {
		return refused
	}
	report, err := p.looker.Find(r.Context(), account.Name, query.Get("number"))
	if err != nil {
		return refuse(http.StatusBadRequest, "give one tracking number as ?number=", "%v", err)
	}
	return p.json(w, http.StatusOK, foundOf(report, p.board.Snapshot().At))
}
