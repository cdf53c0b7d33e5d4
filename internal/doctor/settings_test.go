package doctor_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/doctor"
)

func TestWhatTheSettingsPutAtRiskIsAWarning(t *testing.T) {
	p := newPatient(t)
	p.Settings.HTTP.Token = "sesame"
	p.only("settings", doctor.Warning, "http.token has fewer than 24 bytes")

	p.Settings.HTTP.Token = ""
	p.Settings.HTTP.TokenFile = filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(p.Settings.HTTP.TokenFile, []byte("0123456789abcdef01234567"), 0o600))
	require.NoError(t, os.Chmod(p.Settings.HTTP.TokenFile, 0o644))
	p.only("settings", doctor.Warning, "which everybody on this machine can read")
}
