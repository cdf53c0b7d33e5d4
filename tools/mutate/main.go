// Command mutate tells how many small changes to the code of a room its tests notice. It has
// gremlins make them, makes those that gremlins can't, and holds the outcome against the room's
// goals and the list of survivors that cannot matter.
//
//	go run -C tools/mutate . [ROOM...]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	root := flag.String("root", "../..", "the repository's root")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *root, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, root string, names []string) error {
	chosen, err := choose(rooms, names)
	if err != nil {
		return err
	}
	root, err = filepath.Abs(root)
	if err != nil {
		return fmt.Errorf("finding the repository: %w", err)
	}
	list, err := readSurvivors(filepath.Join(root, "tools/mutate/survivors.txt"))
	if err != nil {
		return err
	}
	var reports []report
	for _, r := range chosen {
		mutants, err := examine(ctx, root, r)
		if err != nil {
			return fmt.Errorf("mutating %s: %w", r.name, err)
		}
		reports = append(reports, judge(r, mutants, list))
	}
	fmt.Print(table(reports))
	return verdict(reports)
}

// examine returns what became of each mutant of a room.
func examine(ctx context.Context, root string, r room) ([]mutant, error) {
	found, err := gremlins(ctx, root, r)
	if err != nil {
		return nil, err
	}
	mutants, err := locate(root, r, found)
	if err != nil {
		return nil, err
	}
	return mutants, recheck(ctx, root, r, mutants)
}

// verdict is the error of the rooms that fall short.
func verdict(reports []report) error {
	var errs []error
	for _, rep := range reports {
		errs = append(errs, rep.verdict())
	}
	return errors.Join(errs...)
}
