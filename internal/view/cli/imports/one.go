package imports

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// runsListed is how many runs are listed for people under the one that most is to be said of.
const runsListed = 10

// ReadOne gathers how one import stands, its latest run with the parts of its source.
func ReadOne(ctx context.Context, rdb redis.UniversalClient, of configs.Import, now time.Time) (Standing, error) {
	all, err := Read(ctx, rdb, []configs.Import{of}, now)
	if err != nil {
		return Standing{}, err
	}
	latest := all[0].Latest()
	if latest == nil {
		return all[0], nil
	}
	*latest, err = ReadRun(ctx, rdb, of, latest.ID)
	return all[0], err
}

// ReadNamed reads a run of an import with the parts of its source, by its id or what follows the
// import's name in it; "" is the latest. Errors: ledger.ErrNoRun, or Redis's.
func ReadNamed(ctx context.Context, rdb redis.UniversalClient, of configs.Import, id string) (Run, error) {
	if id == "" {
		standing, err := ReadOne(ctx, rdb, of, time.Time{})
		if err != nil {
			return Run{}, err
		}
		if latest := standing.Latest(); latest != nil {
			return *latest, nil
		}
		return Run{}, fmt.Errorf("import %s: %w", of.Name, ledger.ErrNoRun)
	}
	if !strings.Contains(id, "@") {
		id = of.Name + "@" + id
	}
	return ReadRun(ctx, rdb, of, id)
}

// WriteOne writes how an import goes for people: all of its latest run, and a line for each of
// some that went before.
func WriteOne(w io.Writer, s Standing) error {
	latest := s.Latest()
	if latest == nil {
		return WriteStatus(w, []Standing{s})
	}
	if err := WriteReport(w, *latest); err != nil {
		return err
	}
	var others []Run
	for i := range s.Runs {
		if &s.Runs[i] != latest && len(others) < runsListed {
			others = append(others, s.Runs[i])
		}
	}
	if len(others) == 0 {
		return nil
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return writeRuns(w, others)
}

// WriteCancelled says for people what became of runs that were cancelled.
func WriteCancelled(w io.Writer, runs []ledger.State) error {
	for _, run := range runs {
		text := fmt.Sprintf("%s is %s; %s taken back", run.ID, run.Phase, figures.Many(run.Counts.Cancelled, "number"))
		if left := run.Counts.Outstanding(); left > 0 {
			text += fmt.Sprintf(", %s still with a worker", figures.Count(left))
		}
		if _, err := fmt.Fprintln(w, text); err != nil {
			return err
		}
	}
	return nil
}
