package doctor_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

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

	p.Settings.Imports[0].SettledAfter = time.Hour
	require.Empty(t, p.ills(), "nobody waits here for files to rest")
	linked := filepath.Join(dir, "linked.csv")
	require.NoError(t, os.Symlink(path, linked))
	p.Settings.Imports[0].Source.Path = filepath.Join(dir, "*.csv")
	ill = p.ills()["import nightly"]
	require.Equal(t, doctor.Warning, ill.Level)
	require.Contains(t, ill.Found, linked+" is a symbolic link")
	require.Contains(t, ill.Mend, "follow_links: true")

	p.Settings.Imports[0].Source = configs.Source{Path: "sftp://u@" + freePort(t) + "/x", KeyFile: path, KnownHosts: path}
	ill = p.ills()["import nightly"]
	require.Equal(t, doctor.Fault, ill.Level)
	require.Contains(t, ill.Found, path+" is no private key")

	p.Settings.Imports[0].Source = configs.Source{SQL: configs.SQL{DSN: configs.Secret("postgres://u:hush@" + freePort(t) + "/db"), Query: "SELECT 1 AS number"}}
	r := doctor.Examine(t.Context(), p.Options)
	last := r.Checks[len(r.Checks)-1]
	require.Equal(t, "import nightly", last.Name)
	require.NotContains(t, last.Found+last.Mend, "hush")

	p.Settings.Worker.Imports = false
	require.Empty(t, p.ills(), "another process runs them")
}
