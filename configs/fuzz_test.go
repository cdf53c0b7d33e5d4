package configs_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

// FuzzLoad looks for files that make Load panic, or that it takes though they are wrong.
func FuzzLoad(f *testing.F) {
	f.Add(configs.Annotated())
	f.Add(secretive)
	f.Add("worker: [1, {a: b}]\n")
	f.Add("accounts: {main: {<<: *a}}\n? x\n: y\n")
	f.Add("!!map {log: !!str x, http: |\n  x\n}")
	file := filepath.Join(f.TempDir(), "trackreg.yaml")
	f.Fuzz(func(t *testing.T, text string) {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		settings, _, err := configs.Load(configs.LoadOptions{File: file})
		if err == nil {
			require.NotEmpty(t, settings.Accounts)
			require.Greater(t, settings.Worker.ShutdownTimeout, settings.Worker.CallTimeout)
		}
	})
}
