package page

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/history"
	"github.com/trackreg/trackreg/queue"
)

// historyView is what happened in a span, as a drawing and as a table.
type historyView struct {
	Problem       string // why it cannot be shown
	Width, Height float64
	Shades        []shadeView // when it was closed, and when nobody looked
	Bars          []barView
	Backlog       []string // lines, each the points of a polyline
	From, To      string
	Most, Waited  string // what the upper edge stands for, in numbers and in what waited
	Says          string
	Rows          []historyRow // the newest first
}

// shadeView is a time that is not as others are; its class says how.
type shadeView struct {
	X, Width float64
	Class    string
	Title    string
}

// barView is how many numbers ended in one step, those that failed above those that did not.
type barView struct {
	X, Width        float64
	Y, Height       float64
	FailY, FailHigh float64
	Title           string
}

type historyRow struct{ At, Registered, Failed, Others, Calls, Throttles, Backlog, Closed string }

// spanLink is a choice of how much of the past is shown.
type spanLink struct {
	Name, Link string
	Shown      bool
}

// lately is the span of what is drawn while it happens.
const lately = "10 minutes"

func spansOf(account, shown string) []spanLink {
	link := "/?account=" + url.QueryEscape(account)
	all := []spanLink{{lately, link + "#past", shown == ""}}
	for _, s := range history.Spans() {
		all = append(all, spanLink{s.Name, link + "&span=" + s.Name + "#past", s.Name == shown})
	}
	return all
}

// spanNamed is the span that a request asks for.
func spanNamed(name string) (history.Span, *refusal) {
	span, ok := history.SpanOf(name)
	if !ok {
		var names []string
		for _, s := range history.Spans() {
			names = append(names, s.Name)
		}
		return span, refuse(http.StatusBadRequest, "choose "+strings.Join(names, ", "), "the span %s is not known", quoted(name))
	}
	return span, nil
}

// past puts in the view what happened in the span that is asked for.
func (p *Page) past(ctx context.Context, name string, v *homeView) *refusal {
	if name == "" {
		return nil
	}
	span, refused := spanNamed(name)
	if refused != nil {
		return refused
	}
	v.Spans = spansOf(v.Account, name)
	story, err := history.NewRecord(p.o.Redis, v.Account).Read(ctx, span)
	if err != nil {
		v.Past = &historyView{Problem: sentence(failed(err).Error)}
		return nil
	}
	v.Past = drawnPast(story, span)
	return nil
}

func drawnPast(s history.Story, span history.Span) *historyView {
	v := &historyView{Width: drawnWidth, Height: drawnHeight, From: timed(s.From, time.Minute), To: timed(s.To, time.Minute)}
	most, waited := int64(1), int64(1)
	for _, p := range s.Points {
		most, waited = max(most, p.Numbers()), max(waited, p.Most)
	}
	v.Most, v.Waited = figures.Count(most), figures.Count(waited)
	v.Says = pastSays(s, span)
	v.shade(s)
	width := drawnWidth / float64(len(s.Points))
	for i, p := range s.Points {
		row := rowOfPoint(p, s.Step)
		if p.Numbers() > 0 {
			v.Bars = append(v.Bars, barOf(p, float64(i)*width, width, float64(most), row))
		}
		if p.Observed > 0 || p.Numbers() > 0 {
			v.Rows = append(v.Rows, row)
		}
	}
	v.Backlog = backlogLines(s.Points, width, float64(waited))
	slices.Reverse(v.Rows)
	return v
}

// pastSays tells the span in a sentence or two.
func pastSays(s history.Story, span history.Span) string {
	sum := s.Sum()
	if sum.Observed == 0 && sum.Numbers() == 0 {
		return "Nothing is known of this " + span.Name + ": no worker took readings in it."
	}
	says := fmt.Sprintf("In this %s %s numbers were registered and %s failed, in %s, with %s of 429; at most %s waited.",
		span.Name, figures.Count(registeredIn(sum)), figures.Count(failedIn(sum)), plural(sum.Calls, "one call", "calls"),
		plural(sum.Throttle, "one answer", "answers"), figures.Count(sum.Most))
	if closed := closedText(sum); closed != "" {
		says += " It was closed for " + closed + "."
	}
	return says
}

// shade marks when the account was closed and when nobody looked.
func (v *historyView) shade(s history.Story) {
	over := float64(s.To.Sub(s.From))
	add := func(from, to time.Time, class, title string) {
		if from.Before(s.From) {
			from = s.From
		}
		x := drawnWidth * float64(from.Sub(s.From)) / over
		v.Shades = append(v.Shades, shadeView{x, max(1, drawnWidth*float64(to.Sub(from))/over), class, title})
	}
	for i := 0; i < len(s.Points); i++ {
		from := i
		for i < len(s.Points) && s.Points[i].Observed == 0 && s.Points[i].Numbers() == 0 {
			i++
		}
		if i > from {
			add(s.Points[from].At, s.Points[i-1].At.Add(s.Step), "gap", "no worker ran, or none took readings")
		}
	}
	for _, spell := range s.Spells {
		add(spell.From, spell.To, string(spellLevel(spell.Reason)), spellText(spell))
	}
}

func barOf(p history.Point, x, width, most float64, row historyRow) barView {
	high, fail := drawnHeight*float64(p.Numbers())/most, drawnHeight*float64(failedIn(p.Bucket))/most
	return barView{
		X: x + width/10, Width: width * 0.8, Y: drawnHeight - high, Height: high - fail, FailY: drawnHeight - fail, FailHigh: fail,
		Title: fmt.Sprintf("%s: %s registered, %s failed, %s other, %s calls, %s of 429, at most %s waiting", row.At, row.Registered, row.Failed, row.Others, row.Calls, row.Throttles, row.Backlog),
	}
}

// backlogLines are lines through what waited on average; a gap ends one.
func backlogLines(points []history.Point, width, top float64) []string {
	var lines []string
	var line strings.Builder
	for i, p := range points {
		if p.Observed > 0 {
			fmt.Fprintf(&line, "%.1f,%.1f ", (float64(i)+0.5)*width, drawnHeight*(1-p.Backlog()/top))
		}
		if line.Len() > 0 && (p.Observed == 0 || i == len(points)-1) {
			lines = append(lines, line.String())
			line.Reset()
		}
	}
	return lines
}

func rowOfPoint(p history.Point, step time.Duration) historyRow {
	registered, failures := registeredIn(p.Bucket), failedIn(p.Bucket)
	return historyRow{
		At: timed(p.At, step), Registered: figures.Count(registered), Failed: figures.Count(failures), Others: figures.Count(p.Numbers() - registered - failures),
		Calls: figures.Count(p.Calls), Throttles: figures.Count(p.Throttle), Backlog: figures.Count(p.Most), Closed: closedText(p.Bucket),
	}
}

// timed says when a step began: a day by its date, which is one of UTC's.
func timed(at time.Time, step time.Duration) string {
	if step >= 24*time.Hour {
		return at.UTC().Format("2006-01-02 (UTC)")
	}
	return at.UTC().Format("2006-01-02 15:04 UTC")
}

func registeredIn(b history.Bucket) int64 {
	return b.Ended[queue.Registered] + b.Ended[queue.AlreadyRegistered]
}

func failedIn(b history.Bucket) int64 {
	return b.Ended[queue.Rejected] + b.Ended[queue.Exhausted] + b.Ended[queue.Expired]
}

// closedText says for how long it was closed, by reason.
func closedText(b history.Bucket) string {
	var texts []string
	for _, reason := range slices.Sorted(maps.Keys(b.Closed)) {
		if over := time.Duration(b.Closed[reason] * float64(time.Second)).Round(time.Second); over > 0 {
			texts = append(texts, figures.Span(over)+" ("+spellWord(reason)+")")
		}
	}
	return strings.Join(texts, ", ")
}
