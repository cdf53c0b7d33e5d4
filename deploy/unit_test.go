package deploy_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

const unitFile = "trackreg.service"

// unit reads the unit's options; of one that is given twice all values.
func unit(t *testing.T) map[string][]string {
	t.Helper()
	file, err := os.Open(unitFile)
	require.NoError(t, err)
	defer file.Close()
	options := map[string][]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if name, value, found := strings.Cut(lines.Text(), "="); found && !strings.HasPrefix(name, "#") {
			options[name] = append(options[name], value)
		}
	}
	return options
}

func TestUnitStopsTheWorkerInGoodOrder(t *testing.T) {
	options := unit(t)
	seconds, err := strconv.Atoi(options["TimeoutStopSec"][0])
	require.NoError(t, err)
	require.Greater(t, time.Duration(seconds)*time.Second, configs.Defaults().Worker.ShutdownTimeout)
	require.Equal(t, []string{"2"}, options["RestartPreventExitStatus"], "the exit code of bad settings")
	require.Equal(t, []string{"trackreg"}, options["User"])
	require.Equal(t, []string{"/usr/local/bin/trackreg worker"}, options["ExecStart"])
}

func TestUnitTakesAwayWhatAWorkerDoesNotNeed(t *testing.T) {
	options := unit(t)
	for name, value := range map[string]string{
		"ProtectSystem": "strict", "ProtectHome": "yes", "NoNewPrivileges": "yes", "CapabilityBoundingSet": "",
		"MemoryDenyWriteExecute": "yes", "PrivateDevices": "yes", "SystemCallArchitectures": "native", "UMask": "0077",
	} {
		require.Equal(t, []string{value}, options[name], name)
	}
	require.Equal(t, []string{"@system-service", "~@privileged @resources"}, options["SystemCallFilter"])
}

// analyze runs systemd-analyze on the unit, with a program in it that this machine has.
func analyze(t *testing.T, args ...string) {
	t.Helper()
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("needs systemd-analyze on PATH")
	}
	text, err := os.ReadFile(unitFile)
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	copied := filepath.Join(t.TempDir(), unitFile)
	text = []byte(strings.Replace(string(text), "/usr/local/bin/trackreg", self, 1))
	require.NoError(t, os.WriteFile(copied, text, 0o600))
	out, err := exec.Command(program, append(args, copied)...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.NotRegexp(t, regexp.QuoteMeta(unitFile)+`:\d`, string(out), "it warns of a line")
}

func TestSystemdTakesTheUnit(t *testing.T) { analyze(t, "verify", "--man=no") }

// TestSystemdFindsTheUnitSafe holds its exposure, 0 to 100, below 20.
func TestSystemdFindsTheUnitSafe(t *testing.T) {
	analyze(t, "security", "--offline=true", "--no-pager", "--threshold=20")
}
