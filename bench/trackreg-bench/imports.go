package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/trackreg/trackreg/bench/internal/rig"
	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// What is wrong with the rows of an export: one in a hundred has no number, and 17TRACK refuses
// one in a thousand.
const (
	oneInvalid = 100
	oneRefused = 1000
)

// most that a run may hold, however many rows it reads.
const (
	mostResident = 100 << 20
	mostRedis    = 60 << 20
)

// export is a file whose rows are fit for an import.
type export struct {
	rows int
	old  func(row int) bool // newer_than passes it over
}

// importMillion measures an import from the file to the last outcome, where the vendor costs
// nothing, and whether every row is in the counts.
func importMillion(ctx context.Context, s *suite) ([]figure, error) {
	e := export{rows: s.size(1_000_000, 100_000), old: func(int) bool { return false }}
	return e.measure(ctx, s)
}

// importTenMillion measures what a run holds that reads ten million rows. Most are passed over,
// so that it does not take an hour: a row that is registered costs no memory either, once its
// outcome is written.
func importTenMillion(ctx context.Context, s *suite) ([]figure, error) {
	e := export{rows: s.size(10_000_000, 1_000_000), old: func(row int) bool { return row%20 != 7 }}
	return e.measure(ctx, s)
}

// measure writes the export, imports it and compares what is counted with what is in it.
func (e export) measure(ctx context.Context, s *suite) ([]figure, error) {
	r, err := s.start(ctx, "--reading", "none", "--service", "0s", "--quota", strconv.Itoa(e.rows))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	path := filepath.Join(s.dir, fmt.Sprintf("export-%d.csv", e.rows))
	right, err := e.write(path)
	if err != nil {
		return nil, err
	}
	settings := r.Settings()
	main := settings.Accounts["main"]
	main.RequestsPerSecond = unthrottledPace
	settings.Accounts["main"] = main
	settings.Imports = []rig.Import{exportOf(path)}
	worker, err := r.StartWorker(ctx, settings)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience(e.rows, 2000))
	defer cancel()
	got, err := r.RunImport(ctx, settings, "export")
	if err != nil {
		return nil, err
	}
	return e.figures(ctx, r, worker, got, right)
}

// exportOf is the import of an export.
func exportOf(path string) rig.Import {
	return rig.Import{
		Name: "export", Source: map[string]string{"path": path},
		NewerThan: rig.NewerThan{Column: "Shipped", Age: "720h"},
	}
}

func (e export) figures(ctx context.Context, r *rig.Rig, worker *rig.Process, got rig.Imported, right ledger.Counts) ([]figure, error) {
	resident, err := worker.PeakMemory()
	if err != nil {
		return nil, err
	}
	sums, err := r.Sandbox.Summary(ctx, rig.Key)
	if err != nil {
		return nil, err
	}
	if got.Phase != ledger.Finished || got.Counts != right || sums.Accepted != right.Registered {
		return nil, fmt.Errorf("the run ended %s %s with %+v, the sandbox accepted %d: want %+v", got.Phase, got.Why, got.Counts, sums.Accepted, right)
	}
	took := got.Ended.Sub(got.Started).Seconds()
	return []figure{
		noted("rows", count, float64(got.Counts.Read)),
		noted("rows", perSecond, float64(got.Counts.Read)/took),
		noted("registered", perSecond, float64(got.Counts.Registered)/took),
		atMost("most resident memory", mebibytes, float64(resident), mostResident),
		atMost("most memory of Redis", mebibytes, float64(got.MostMemory), mostRedis),
	}, nil
}

// write writes the export and returns what the counts of a run of it are to be.
func (e export) write(path string) (ledger.Counts, error) {
	right := ledger.Counts{Read: int64(e.rows)}
	file, err := os.Create(path)
	if err != nil {
		return right, err
	}
	defer file.Close()
	out := bufio.NewWriterSize(file, 1<<20)
	fmt.Fprintln(out, "Tracking No,Order,Shipped")
	now := time.Now()
	recent, old := now.AddDate(0, 0, -3).Format(time.DateOnly), now.AddDate(0, 0, -60).Format(time.DateOnly)
	for row := range e.rows {
		number, shipped := rig.Number(1, row), recent
		switch {
		case e.old(row):
			shipped = old
			right.Older++
		case row%oneInvalid == 47:
			number = ""
			right.Invalid++
		case row%oneRefused == 7:
			number = fmt.Sprintf("SBX18010012-%d", row)
			right.Queued++
			right.Rejected++
		default:
			right.Queued++
			right.Registered++
		}
		fmt.Fprintf(out, "%s,A-%d,%s\n", number, row, shipped)
	}
	if err := out.Flush(); err != nil {
		return right, fmt.Errorf("write %s: %w", path, err)
	}
	return right, file.Close()
}
