package doctor_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/doctor"
)

func TestSourcesOfImports(t *testing.T) {
	p := newPatient(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "orders.csv")
	p.Settings.Imports = []configs.Import{{Name: "nightly", Account: "main", Source: configs.Source{Path: path}}}
	ill := p.ills()["import nightly"]
	require.Equal(t, doctor.Fault, ill.Level)
	require.Contains(t, ill.Found, path)

	require.NoError(t, os.WriteFile(path, []byte("number\nRR123456785CN\n"), 0o600))
	require.Empty(t, p.ills())

	p.Settings.Imports[0].Source = configs.Source{SQL: configs.SQL{DSN: configs.Secret("postgres://u:hush@" + freePort(t) + "/db"), Query: "SELECT 1 AS number"}}
	r := doctor.Examine(t.Context(), p.Options)
	last := r.Checks[len(r.Checks)-1]
	require.Equal(t, "import nightly", last.Name)
	require.NotContains(t, last.Found+last.Mend, "hush")

	p.Settings.Worker.Imports = false
	require.Empty(t, p.ills(), "another process runs them")
}
