package rig

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/trackreg/trackreg/track17/sandbox"
)

// Script adds faults to the sandbox. Their For is not sent along.
func (s *Sandbox) Script(ctx context.Context, faults ...sandbox.Fault) error {
	return s.call(ctx, http.MethodPost, "/sandbox/faults", faults, nil)
}

// Faults returns the sandbox's faults with how often each has struck.
func (s *Sandbox) Faults(ctx context.Context) ([]sandbox.Standing, error) {
	var standing []sandbox.Standing
	err := s.call(ctx, http.MethodGet, "/sandbox/faults", nil, &standing)
	return standing, err
}

// ClearFaults ends all faults.
func (s *Sandbox) ClearFaults(ctx context.Context) error {
	return s.call(ctx, http.MethodDelete, "/sandbox/faults", nil, nil)
}

// call makes one control call and decodes the answer into out, unless that is nil.
func (s *Sandbox) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("sandbox %s %s: %w", method, path, err)
		}
		body = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, s.url+path, body)
	if err != nil {
		return fmt.Errorf("sandbox %s %s: %w", method, path, err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("sandbox: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 1000))
		return fmt.Errorf("sandbox %s %s: %s: %s", method, path, answer.Status, text)
	}
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(answer.Body).Decode(out); err != nil {
		return fmt.Errorf("sandbox %s %s: read the answer: %w", method, path, err)
	}
	return nil
}
