package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
)

// report is what became of a room's mutants, and how that stands to its goal and the list.
type report struct {
	room                 room
	count                map[string]int // by status
	listed               int            // of those that lived
	unlisted, notCovered []mutant
	stale                []survivor // listed, but no such mutant lived
}

// judge sorts the mutants of a room.
func judge(r room, mutants []mutant, list []survivor) report {
	rep := report{room: r, count: map[string]int{}}
	alive := map[site]bool{}
	for _, m := range mutants {
		rep.count[m.status]++
		switch m.status {
		case lived:
			alive[m.site] = true
			if slices.ContainsFunc(list, func(s survivor) bool { return s.site == m.site }) {
				rep.listed++
			} else {
				rep.unlisted = append(rep.unlisted, m)
			}
		case notCovered:
			rep.notCovered = append(rep.notCovered, m)
		}
	}
	for _, s := range list {
		if strings.HasPrefix(s.file, r.dir+"/") && !alive[s.site] {
			rep.stale = append(rep.stale, s)
		}
	}
	return rep
}

// efficacy is the share of the tried mutants that were killed, coverage that of all that were tried, in
// percent. Those listed have lived: the list is no way round the goal.
func (r report) efficacy() float64 { return percent(r.count[killed], r.count[lived]) }
func (r report) coverage() float64 {
	return percent(r.count[killed]+r.count[lived], r.count[notCovered])
}

func percent(of, others int) float64 {
	if of+others == 0 {
		return 100
	}
	return 100 * float64(of) / float64(of+others)
}

// verdict is nil for a room that has met its goal and has no survivor that is not listed.
func (r report) verdict() error {
	var short []string
	if got := r.efficacy(); got < r.room.goal.efficacy {
		short = append(short, fmt.Sprintf("efficacy %.1f %% of %g", got, r.room.goal.efficacy))
	}
	if got := r.coverage(); got < r.room.goal.coverage {
		short = append(short, fmt.Sprintf("coverage %.1f %% of %g", got, r.room.goal.coverage))
	}
	if n := len(r.unlisted); n > 0 {
		short = append(short, fmt.Sprintf("%d survivors that survivors.txt does not list", n))
	}
	if short == nil {
		return nil
	}
	return fmt.Errorf("%s: %s", r.room.name, strings.Join(short, ", "))
}

// table writes the reports down: the mutants that are to be looked at, then the figures.
func table(reports []report) string {
	var b strings.Builder
	for _, r := range reports {
		r.details(&b)
	}
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "room\tkilled\tlived\tlisted\tnot covered\ttimed out\tnot viable\tefficacy\tgoal\tcoverage\tgoal\t")
	for _, r := range reports {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%.1f %%\t%g %%\t%.1f %%\t%g %%\t\n", r.room.name,
			r.count[killed], r.count[lived], r.listed, r.count[notCovered], r.count[timedOut], r.count[notViable],
			r.efficacy(), r.room.goal.efficacy, r.coverage(), r.room.goal.coverage)
	}
	w.Flush()
	return b.String()
}

// details writes new survivors as they would stand in the list, but for the reason.
func (r report) details(b *strings.Builder) {
	for _, m := range r.unlisted {
		fmt.Fprintf(b, "LIVED, not listed, line %d:\n%s\n\n", m.lineNo, m.site)
	}
	for _, s := range r.stale {
		fmt.Fprintf(b, "LISTED, but no such mutant lived:\n%s\n\n", s.site)
	}
	for _, m := range r.notCovered {
		fmt.Fprintf(b, "NOT COVERED %s:%d %s\n", m.file, m.lineNo, m.line)
	}
	if len(r.notCovered) > 0 {
		b.WriteByte('\n')
	}
}
