package doctor

import (
	"errors"
	"fmt"
	"slices"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/figures"
)

// settings has a check for everything that is wrong with the settings or looks so.
func settings(o Options) []Check {
	const name = "settings"
	var wrong configs.Errors
	switch {
	case errors.As(o.Err, &wrong):
		var checks []Check
		for _, e := range wrong {
			checks = append(checks, Check{Name: name, Level: Fault, Found: problemOf(*e), Mend: e.Mend})
		}
		return checks
	case o.Err != nil:
		return []Check{{Name: name, Level: Fault, Found: o.Err.Error(), Mend: "mend that and look again"}}
	}
	var checks []Check
	for _, w := range slices.Concat(o.Warnings, o.Settings.Risks()) {
		found := configs.Warning{Variable: w.Variable, Key: w.Key, Problem: w.Problem}
		checks = append(checks, Check{Name: name, Level: Warning, Found: found.String(), Mend: w.Mend})
	}
	if len(checks) > 0 {
		return checks
	}
	from := o.Settings.File
	if from == "" {
		from = "no file, the defaults and the environment"
	}
	return []Check{{Name: name, Level: OK, Found: fmt.Sprintf("%s; %s", from, figures.Many(len(o.Settings.Accounts), "account"))}}
}

// problemOf says what is wrong and where, without the mend.
func problemOf(e configs.Error) string {
	e.Mend = ""
	return e.Error()
}
