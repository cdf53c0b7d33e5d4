package rig

import (
	"context"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
)

// Build compiles the main package with that import path into dir and returns
// the binary. It needs the go command, and the repository as working directory.
func Build(ctx context.Context, dir, pkg string) (string, error) {
	binary := filepath.Join(dir, path.Base(pkg))
	out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, pkg).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
	}
	return binary, nil
}

// Trackreg returns the absolute path of the binary that was made already, or, if
// that is "", builds trackreg into dir.
func Trackreg(ctx context.Context, dir, made string) (string, error) {
	if made != "" {
		return filepath.Abs(made)
	}
	return Build(ctx, dir, "./cmd/trackreg")
}
