// Package deploy_test holds what the program is deployed with to what the program needs.
package deploy_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/redisconn"
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
	require.ElementsMatch(t, []string{s.Accounts["main"].KeyFile, s.HTTP.TokenFile, s.Redis.PasswordFile}, targets, "secrets are files")
	require.Empty(t, s.Accounts["main"].Key)
}

// TestComposeRedisAsksForThePasswordThatTheWorkerShows holds both to one file, and the password
// to files: who may list processes would read it there.
func TestComposeRedisAsksForThePasswordThatTheWorkerShows(t *testing.T) {
	p := project(t, nil)
	redis, worker := p.Services["redis"], p.Services["worker"]
	s, _, err := configs.Load(configs.LoadOptions{Search: []string{}, Env: environment(worker)})
	require.NoError(t, err)
	require.Len(t, redis.Secrets, 1)
	shared := redis.Secrets[0].Source
	require.Equal(t, "/run/secrets/"+shared, s.Redis.PasswordFile)
	require.Contains(t, p.Secrets[shared].File, "secrets/")
	require.Contains(t, strings.Join(redis.Command, " "), "requirepass $(cat "+s.Redis.PasswordFile+")")
	require.NotContains(t, redis.Command, "--requirepass")
	require.Contains(t, redis.HealthCheck.Test[1], "grep -q PONG", "redis-cli is content with a refusal")
}

// TestComposeRedisCommandStartsARedisWithThePassword runs the service's own command line.
func TestComposeRedisCommandStartsARedisWithThePassword(t *testing.T) {
	redisServer, err := exec.LookPath("redis-server")
	if err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "redis-server is not on PATH, and CI=true asks for it")
		t.Skip("needs redis-server on PATH")
	}
	dir := t.TempDir()
	password := filepath.Join(dir, "password")
	require.NoError(t, os.WriteFile(password, []byte("hush\n"), 0o600))
	// The image's entrypoint, which gives up root and runs what it is given.
	require.NoError(t, os.WriteFile(filepath.Join(dir, "docker-entrypoint.sh"), []byte("#!/bin/sh\nexec \"$@\"\n"), 0o700))
	socket := filepath.Join(dir, "s")
	command := slices.Clone(project(t, nil).Services["redis"].Command)
	for i := range command {
		command[i] = strings.ReplaceAll(strings.ReplaceAll(command[i], "/run/secrets/redis_password", password), "redis-server", redisServer)
	}
	command = append(command, "--port", "0", "--unixsocket", socket, "--dir", dir)
	server := exec.CommandContext(t.Context(), command[0], command[1:]...)
	server.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
	require.NoError(t, server.Start())
	t.Cleanup(func() { _ = server.Wait() }) // the test's context has ended it

	client, err := redisconn.Open(redisconn.Options{URL: "unix://" + socket, PasswordFile: password})
	require.NoError(t, err)
	defer client.Close()
	require.Eventually(t, func() bool { return client.Ping(t.Context()).Err() == nil }, time.Minute, 10*time.Millisecond)
	require.Contains(t, client.Info(t.Context(), "memory").Val(), "maxmemory_policy:noeviction")
	without, err := redisconn.Open(redisconn.Options{URL: "unix://" + socket})
	require.NoError(t, err)
	defer without.Close()
	require.ErrorContains(t, without.Ping(t.Context()).Err(), "NOAUTH")
	list, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", server.Process.Pid))
	if err == nil { // on Linux
		require.NotContains(t, string(list), "hush")
	}
}

// TestComposeNamesImagesThatDoNotMove takes a digest or a whole version.
func TestComposeNamesImagesThatDoNotMove(t *testing.T) {
	for name, service := range project(t, nil, "sandbox").Services {
		if service.Image != "trackreg" { // which is built here
			require.Regexp(t, `@sha256:[0-9a-f]{64}$|:\d+\.\d+\.\d+(-[a-z]+)?$`, service.Image, name)
		}
	}
}

// TestNobodyIsToldToShowSecretsToEverybody looks where people copy commands from.
func TestNobodyIsToldToShowSecretsToEverybody(t *testing.T) {
	for _, page := range []string{"../compose.yaml", "kubernetes.yaml", "trackreg.service", "../docs/deploy.md", "../README.md"} {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for line := range strings.Lines(string(text)) {
			require.False(t, strings.Contains(line, "chmod") && strings.Contains(line, "4 secrets"), "%s: %s", page, line)
		}
	}
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
