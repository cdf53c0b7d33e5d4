package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/trackreg/trackreg/bench/internal/rig"
)

// enqueue measures how many numbers a second one process makes tasks.
func enqueue(ctx context.Context, s *suite) ([]figure, error) {
	r, err := s.start(ctx)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	numbers := s.size(400_000, 100_000)
	begin := time.Now()
	if err := r.Enqueue(ctx, "main", 1, numbers); err != nil {
		return nil, err
	}
	rate := float64(numbers) / time.Since(begin).Seconds()
	return []figure{atLeast("numbers", perSecond, rate, 80_000)}, nil
}

// enqueueFile measures the same through the command, which also reads the file
// and has to start.
func enqueueFile(ctx context.Context, s *suite) ([]figure, error) {
	r, err := s.start(ctx)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	numbers := s.size(400_000, 100_000)
	path := filepath.Join(s.dir, "numbers.txt")
	if err := writeNumbers(path, numbers); err != nil {
		return nil, err
	}
	begin := time.Now()
	if _, err := r.Run(ctx, r.Settings(), "enqueue", path); err != nil {
		return nil, err
	}
	rate := float64(numbers) / time.Since(begin).Seconds()
	return []figure{noted("numbers", perSecond, rate)}, nil
}

// writeNumbers writes a file with one number a line.
func writeNumbers(path string, numbers int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewWriter(file)
	for i := range numbers {
		fmt.Fprintln(lines, rig.Number(1, i)) // an error shows at Flush
	}
	if err := lines.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return file.Close()
}
