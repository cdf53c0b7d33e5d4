//go:build unix

package configs_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

func TestSettingsNestedAMillionDeepAreRefused(t *testing.T) {
	var dashes strings.Builder // lists within each other, of many lines
	for i := range 100 {
		dashes.WriteString(strings.Repeat(" ", 102*i) + strings.Repeat("- ", 51) + "\n")
	}
	for want, text := range map[string]string{
		"trackreg.yaml:1: is nested more than 1000 deep":                           strings.Repeat("[", 1<<19) + strings.Repeat("]", 1<<19),
		"trackreg.yaml:2: is nested more than 1000 deep":                           "# [\naccounts: " + strings.Repeat("{a: ", 1<<17),
		"trackreg.yaml:1001: is nested more than 1000 deep":                        strings.Repeat("[\n", 1<<18),
		"trackreg.yaml:1: begins more than 50 lists or keys on one line":           strings.Repeat("- ", 1<<19),
		"trackreg.yaml:3: begins more than 50 lists or keys on one line":           "\n\n" + strings.Repeat("? ", 1<<18),
		"trackreg.yaml:1: begins more than 50 lists or keys on one line: see that": dashes.String(),
		"trackreg.yaml:1: has more than 100000 lines and values":                   "accounts: [1" + strings.Repeat(",1", 1<<18) + "]",
		"trackreg.yaml:100001: has more than 100000 lines and values":              strings.Repeat("#\n", 1<<18),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		found := problems(t, text)
		runtime.ReadMemStats(&after)
		require.Len(t, found, 1)
		require.Contains(t, found[0], want)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(16<<20), want)
	}
	deep := "http: {token: '" + strings.Repeat("[", 900) + "'}\n# " + strings.Repeat("[", 2000) + "\n"
	_, _, err := load(t, deep)
	require.NoError(t, err, "a text and a comment may hold what they like")
}

// hangs puts a pipe in a file's place, whose other end is open and silent.
func hangs(t *testing.T, file string) {
	t.Helper()
	_ = os.Remove(file)
	require.NoError(t, syscall.Mkfifo(file, 0o600))
	other, err := os.OpenFile(file, os.O_RDWR, 0)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, other.Close()) })
}

func TestASecretsFileThatHangsLeavesTheLastGoodOne(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(file, []byte("hush"), 0o600))
	source, err := configs.HTTP{TokenFile: file}.TokenSource()
	require.NoError(t, err)
	hangs(t, file)
	require.Equal(t, "hush", source.Get())
	require.Equal(t, "hush", source.Get())
}

func TestASecretsFileThatNeverEndsIsSaid(t *testing.T) {
	_, err := configs.Account{KeyFile: "/dev/zero"}.KeySource()
	require.ErrorContains(t, err, "larger than")
}
