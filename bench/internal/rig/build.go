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
