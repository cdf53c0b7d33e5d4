package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/figures"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// sourceTimeout bounds the wait for one source.
const sourceTimeout = 15 * time.Second

// imports says of each import whether its source can be listed from here.
func imports(ctx context.Context, o Options) []Check {
	if !o.Settings.Worker.Imports {
		return nil
	}
	var checks []Check
	for _, i := range o.Settings.Imports {
		if slices.Contains(o.Accounts, i.Account) {
			checks = append(checks, importCheck(ctx, i))
		}
	}
	return checks
}

func importCheck(ctx context.Context, i configs.Import) Check {
	ctx, cancel := context.WithTimeout(ctx, sourceTimeout)
	defer cancel()
	c := Check{Name: "import " + i.Name, Account: i.Account, Level: OK}
	listed, err := list(ctx, i)
	var wrong *source.Error
	switch {
	case errors.As(err, &wrong):
		c.Level, c.Mend = Fault, wrong.Mend
		if wrong.Passing {
			c.Level = Warning
		}
		c.Found = withoutMend(wrong)
	case err != nil:
		c.Level, c.Found, c.Mend = Fault, err.Error(), "check that this machine reaches the source"
	case len(listed.Left) > 0:
		c.Level, c.Found, c.Mend = Warning, withoutMend(listed.Left[0]), listed.Left[0].Mend
	case len(listed.Parts) == 0:
		c.Found = "nothing to import now"
	default:
		c.Found = fmt.Sprintf("%s to import", figures.Many(len(listed.Parts), "part"))
	}
	return c
}

// withoutMend is what is wrong alone: the mend stands beside it.
func withoutMend(wrong *source.Error) string {
	said := *wrong
	said.Mend = ""
	return said.Error()
}

// list lists what a run would read, also of what is still being written: nobody waits for that here.
func list(ctx context.Context, i configs.Import) (source.Listing, error) {
	i.SettledAfter = 0
	from, err := source.New(i, source.Options{})
	if err != nil {
		return source.Listing{}, err
	}
	return from.Parts(ctx)
}
