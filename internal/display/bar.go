package display

import (
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/trackreg/trackreg/internal/printable"
)

// barEvery is how often the bar is drawn anew.
const barEvery = 200 * time.Millisecond

// Bar is a Display for a terminal: one bar with the figures behind it.
type Bar struct {
	w        io.Writer
	progress *mpb.Progress
	bar      *mpb.Bar
	latest   atomic.Pointer[Frame]
}

// NewBar returns a Display that draws on w, which is a terminal's. What a terminal would obey of
// frames and notes is shown.
func NewBar(w io.Writer) *Bar {
	b := &Bar{w: w}
	b.latest.Store(&Frame{})
	b.progress = mpb.New(mpb.WithOutput(w), mpb.ForceAutoRefresh(), mpb.WithRefreshRate(barEvery))
	b.bar = b.progress.New(0, mpb.BarStyle().Lbound("").Rbound("").Filler("█").Tip("").Padding("░"),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return printable.Text(b.latest.Load().Head) + " " })),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
			return " " + printable.Text(strings.Join(b.latest.Load().Details, ", "))
		})),
	)
	return b
}

// Every returns the time between two drawings.
func (b *Bar) Every() time.Duration { return barEvery }

// Show moves the bar.
func (b *Bar) Show(f Frame) {
	b.latest.Store(&f)
	// Never complete before Close: what comes later lengthens the bar.
	b.bar.SetTotal(max(f.Whole, 1), false)
	b.bar.SetCurrent(f.Done)
}

// Note writes the line above the bar.
func (b *Bar) Note(line string) { _, _ = b.progress.Write([]byte(printable.Text(line) + "\n")) }

// Close leaves the bar as it stands, and a blank line under it.
func (b *Bar) Close() {
	b.bar.Abort(false)
	b.progress.Wait()
	_, _ = io.WriteString(b.w, "\n") // it is only looks
}
