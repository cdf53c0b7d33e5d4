package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/trackreg/trackreg/configs"
)

// configCheck is what is to be said of the settings, as scripts read it.
type configCheck struct {
	Good     bool            `json:"good"`
	File     string          `json:"file"` // "": there is none
	Problems []configProblem `json:"problems"`
	Warnings []configProblem `json:"warnings"`
}

// configProblem is one thing that is wrong, or at risk.
type configProblem struct {
	File     string `json:"file"`
	Line     int    `json:"line"` // 0: none
	Variable string `json:"variable"`
	Flag     string `json:"flag"`
	Key      string `json:"key"`
	Problem  string `json:"problem"`
	Mend     string `json:"mend"`
}

// checkConfig says what is wrong with the settings, and what puts secrets or numbers at risk.
func (p *program) checkConfig() error {
	if p.json() {
		return p.checkConfigJSON()
	}
	s, err := p.settings()
	if err != nil {
		return err
	}
	p.warn(s.Risks())
	from := s.File
	if from == "" {
		from = "no settings file, the defaults and the environment"
	}
	_, err = fmt.Fprintf(p.out, "the settings are good (%s)\n", from)
	return err
}

// checkConfigJSON says it as JSON on standard output, and nothing beside it.
func (p *program) checkConfigJSON() error {
	s, warnings, err := p.load()
	check := configCheck{Good: err == nil, File: s.File, Problems: problemsIn(err), Warnings: []configProblem{}}
	if err == nil {
		warnings = append(warnings, s.Risks()...)
	}
	for _, w := range warnings {
		check.Warnings = append(check.Warnings, configProblem{Variable: w.Variable, Key: w.Key, Problem: w.Problem, Mend: w.Mend})
	}
	if err := json.NewEncoder(p.out).Encode(check); err != nil {
		return err
	}
	if err != nil {
		return &exit{code: codeOf(err)}
	}
	return nil
}

// problemsIn are what an error of the settings says is wrong with them.
func problemsIn(err error) []configProblem {
	all := []configProblem{}
	var many configs.Errors
	var one *configs.Error
	switch {
	case err == nil:
	case errors.As(err, &many):
		for _, e := range many {
			all = append(all, problemOf(e))
		}
	case errors.As(err, &one):
		all = append(all, problemOf(one))
	default:
		all = append(all, configProblem{Problem: err.Error()})
	}
	return all
}

func problemOf(e *configs.Error) configProblem {
	return configProblem{File: e.File, Line: e.Line, Variable: e.Variable, Flag: e.Flag, Key: e.Key, Problem: e.Problem, Mend: e.Mend}
}
