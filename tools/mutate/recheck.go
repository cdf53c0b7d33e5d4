package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
)

// recheck mends what gremlins gets wrong: it does not try mutants in places that go's coverage does not
// count, and takes one that does not compile for killed.
func recheck(ctx context.Context, root string, r room, mutants []mutant) error {
	for i := range mutants {
		m := &mutants[i]
		var again func(context.Context, string, room, mutant) (string, error)
		switch {
		case m.status == notCovered && m.blind:
			again = try
		case m.status == killed && m.operator == "+":
			again = build
		default:
			continue
		}
		status, err := again(ctx, root, r, *m)
		if err != nil {
			return fmt.Errorf("trying %s:%d: %w", m.file, m.lineNo, err)
		}
		m.status = status
		fmt.Fprintf(os.Stderr, "%12s %s at %s:%d\n", status, m.kind, m.file, m.lineNo)
	}
	return nil
}

// build tells a mutant that does not compile, as a string less another, from one killed.
func build(ctx context.Context, root string, r room, m mutant) (string, error) {
	_, passed, err := withMutant(ctx, root, r, m, "build")
	if err != nil || passed {
		return m.status, err
	}
	return notViable, nil
}

// try runs the tests of the mutant's package.
func try(ctx context.Context, root string, r room, m mutant) (string, error) {
	said, passed, err := withMutant(ctx, root, r, m, "test", "-failfast", "-timeout", "5m")
	switch {
	case err != nil:
		return "", err
	case passed:
		return lived, nil
	case bytes.Contains(said, []byte("[build failed]")):
		return notViable, nil
	case bytes.Contains(said, []byte("panic: test timed out")):
		return timedOut, nil
	}
	return killed, nil
}

// withMutant carries out a go command on the mutant's package as it is with the mutant in it. It
// returns what the command said and whether it succeeded.
func withMutant(ctx context.Context, root string, r room, m mutant, command ...string) ([]byte, bool, error) {
	overlay, clean, err := overlay(root, m)
	if err != nil {
		return nil, false, err
	}
	defer clean()
	cmd := exec.CommandContext(ctx, "go", append(command, "-overlay", overlay, "./"+path.Dir(m.file))...)
	cmd.Dir, cmd.Env = root, environment(r)
	said, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return nil, false, ctx.Err()
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return said, false, nil
	}
	return said, err == nil, err
}

// overlay writes the mutant's file, and what tells go to read it in the place of the original.
func overlay(root string, m mutant) (name string, clean func(), err error) {
	original := filepath.Join(root, m.file)
	text, err := os.ReadFile(original)
	if err != nil {
		return "", nil, fmt.Errorf("reading what is to be mutated: %w", err)
	}
	text, err = m.apply(text)
	if err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return "", nil, fmt.Errorf("making room for the mutant: %w", err)
	}
	mutated := filepath.Join(dir, "mutant.go")
	name = filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{original: mutated}})
	if err == nil {
		err = errors.Join(os.WriteFile(mutated, text, 0o600), os.WriteFile(name, replace, 0o600))
	}
	if err != nil {
		os.RemoveAll(dir)
		return "", nil, fmt.Errorf("writing the mutant: %w", err)
	}
	return name, func() { os.RemoveAll(dir) }, nil
}
