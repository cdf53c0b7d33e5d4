package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// What gremlins says of a mutant.
const (
	killed     = "KILLED"
	lived      = "LIVED"
	notCovered = "NOT COVERED"
	notViable  = "NOT VIABLE"
	timedOut   = "TIMED OUT"
)

// finding is a mutant as gremlins tells of it.
type finding struct {
	file         string // below the room's directory
	line, column int
	kind, status string
}

// gremlins mutates a room. Coverage by the tests of the packages below the room's counts.
func gremlins(ctx context.Context, root string, r room) ([]finding, error) {
	dir, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return nil, fmt.Errorf("making room for the output: %w", err)
	}
	defer os.RemoveAll(dir)
	output := filepath.Join(dir, "output.json")
	cmd := exec.CommandContext(ctx, "go", append([]string{"tool", "-modfile=tools/mutate/go.mod", "gremlins"},
		gremlinsArgs(r, output)...)...)
	cmd.Dir, cmd.Env = root, environment(r)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("running gremlins: %w", err)
	}
	text, err := os.ReadFile(output)
	if err != nil {
		return nil, fmt.Errorf("reading what gremlins found: %w", err)
	}
	return parseFindings(text)
}

func gremlinsArgs(r room, output string) []string {
	args := []string{
		"unleash", "./" + r.dir, "--workers", "1",
		"--coverpkg", "./" + r.dir + "/...",
		"--timeout-coefficient", strconv.Itoa(r.patience),
		"--output", output,
	}
	if r.exclude != "" {
		args = append(args, "--exclude-files", r.exclude)
	}
	return args
}

// environment has every go command run the room's tests in the room's way. Vet has nothing to say of
// mutants that the tests should not say themselves.
func environment(r room) []string {
	return append(os.Environ(), "GOFLAGS="+os.Getenv("GOFLAGS")+" -vet=off "+r.goflags)
}

func parseFindings(text []byte) ([]finding, error) {
	var output struct {
		Files []struct {
			Name      string `json:"file_name"`
			Mutations []struct {
				Type, Status string
				Line, Column int
			}
		}
	}
	if err := json.Unmarshal(text, &output); err != nil {
		return nil, fmt.Errorf("reading what gremlins found: %w", err)
	}
	var found []finding
	for _, f := range output.Files {
		for _, m := range f.Mutations {
			found = append(found, finding{file: f.Name, line: m.Line, column: m.Column, kind: m.Type, status: m.Status})
		}
	}
	return found, nil
}
