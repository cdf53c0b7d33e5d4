package page

import (
	"fmt"
	"strings"

	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/view/page/board"
)

// The drawing for those without JavaScript, in its own units.
const (
	drawnWidth  = 600.0
	drawnHeight = 120.0
	drawnMost   = 150 // points
)

// chartView is the chart as a drawing and as a sentence.
type chartView struct {
	Lines         []string // of the speed, each the points of a polyline
	Width, Height float64
	Ceiling       string // what the upper edge stands for
	Says          string
}

func chartOf(points []board.Point, ceiling float64) chartView {
	v := chartView{Width: drawnWidth, Height: drawnHeight, Ceiling: figures.Rate(ceiling), Says: "There are no figures yet."}
	sum, known, most := 0.0, 0, 0.0
	for _, p := range points {
		if p.Numbers >= 0 {
			sum, known, most = sum+p.Numbers, known+1, max(most, p.Numbers)
		}
	}
	if known == 0 || points[0].At == points[len(points)-1].At {
		return v
	}
	over := points[len(points)-1].At - points[0].At
	v.Says = fmt.Sprintf("In the last %d s the account made %s numbers/s on average and %s at most, of %s that its limits allow.",
		over/1000, figures.Rate(sum/float64(known)), figures.Rate(most), figures.Rate(ceiling))
	v.Lines = drawn(points, max(ceiling, most))
	return v
}

// drawn are lines through the points that are known, of which some are left out.
func drawn(points []board.Point, top float64) []string {
	first, over := points[0].At, float64(points[len(points)-1].At-points[0].At)
	var lines []string
	var line strings.Builder
	end := func() {
		if line.Len() > 0 {
			lines = append(lines, line.String())
			line.Reset()
		}
	}
	for i := 0; i < len(points); i += 1 + len(points)/drawnMost {
		p := points[i]
		if p.Numbers < 0 || top <= 0 {
			end()
			continue
		}
		fmt.Fprintf(&line, "%.1f,%.1f ", drawnWidth*float64(p.At-first)/over, drawnHeight*(1-p.Numbers/top))
	}
	end()
	return lines
}
