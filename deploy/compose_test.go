// Package deploy_test holds what the program is deployed with to what the program needs.
package deploy_test

import (
	"slices"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

// project loads compose.yaml as Compose does.
func project(t *testing.T, env []string, profiles ...string) *types.Project {
	t.Helper()
	o, err := cli.NewProjectOptions([]string{"../compose.yaml"}, cli.WithEnv(env), cli.WithProfiles(profiles))
	require.NoError(t, err)
	p, err := o.LoadProject(t.Context())
	require.NoError(t, err)
	return p
}

func TestComposeStartsARedisThatKeepsWhatIsQueued(t *testing.T) {
	p := project(t, nil)
	require.ElementsMatch(t, []string{"redis", "worker"}, p.ServiceNames())
	redis := p.Services["redis"]
	for _, option := range [][2]string{{"--appendonly", "yes"}, {"--maxmemory-policy", "noeviction"}} {
		at := slices.Index(redis.Command, option[0])
		require.GreaterOrEqual(t, at, 0, option[0])
		require.Equal(t, option[1], redis.Command[at+1])
	}
	require.Equal(t, "/data", redis.Volumes[0].Target)
	require.Contains(t, p.Volumes, redis.Volumes[0].Source, "it outlasts the container")
	require.Empty(t, redis.Ports, "nobody else reaches it")
	require.NotNil(t, redis.HealthCheck)
}

func TestComposeStartsAWorkerThatStopsInGoodOrder(t *testing.T) {
	p := project(t, []string{"VERSION=v9.9.9"})
	worker := p.Services["worker"]
	require.Equal(t, types.ServiceConditionHealthy, worker.DependsOn["redis"].Condition)
	require.Greater(t, time.Duration(*worker.StopGracePeriod), configs.Defaults().Worker.ShutdownTimeout)
	require.Equal(t, types.HealthCheckTest{"CMD", "/trackreg", "healthcheck"}, worker.HealthCheck.Test)
	require.Equal(t, "v9.9.9", *worker.Build.Args["VERSION"])
	require.True(t, worker.ReadOnly)
	require.Equal(t, []string{"ALL"}, worker.CapDrop)
	for _, port := range worker.Ports {
		require.Equal(t, "127.0.0.1", port.HostIP, "others reach it when somebody wants them to")
	}
}

// TestComposeGivesSettingsThatAreGood loads the worker's environment as the worker does.
func TestComposeGivesSettingsThatAreGood(t *testing.T) {
	worker := project(t, nil).Services["worker"]
	s, warnings, err := configs.Load(configs.LoadOptions{Search: []string{}, Env: environment(worker)})
	require.NoError(t, err)
	require.Empty(t, warnings)
	require.Equal(t, configs.Defaults().Accounts["main"].BaseURL, s.Accounts["main"].BaseURL)
	var targets []string
	for _, secret := range worker.Secrets {
		targets = append(targets, "/run/secrets/"+secret.Source)
	}
	require.ElementsMatch(t, []string{s.Accounts["main"].KeyFile, s.HTTP.TokenFile}, targets, "secrets are files")
	require.Empty(t, s.Accounts["main"].Key)
}

func TestComposeHasASandboxForWhoAsksForIt(t *testing.T) {
	p := project(t, []string{"TRACKREG_BASE_URL=http://sandbox:8017/track/v2.4"}, "sandbox")
	sandbox := p.Services["sandbox"]
	require.Equal(t, types.ShellCommand{"sandbox", "--listen", ":8017"}, sandbox.Command)
	require.True(t, sandbox.HealthCheck.Disable, "the image's own asks a worker")
	s, _, err := configs.Load(configs.LoadOptions{Search: []string{}, Env: environment(p.Services["worker"])})
	require.NoError(t, err)
	require.Equal(t, "http://sandbox:8017/track/v2.4", s.Accounts["main"].BaseURL)
}

func environment(s types.ServiceConfig) []string {
	var env []string
	for name, value := range s.Environment {
		env = append(env, name+"="+*value)
	}
	return env
}
