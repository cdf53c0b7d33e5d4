package main

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBadUsageExitsTwoAndSaysWhatToDo(t *testing.T) {
	const redis = "TRACKREG_REDIS_URL=redis://127.0.0.1:1/0"
	for name, c := range map[string]struct {
		env  []string
		args []string
		says string
	}{
		"unknown command":          {args: []string{"regster"}, says: `unknown command "regster" for "trackreg": did you mean register?`},
		"unknown subcommand":       {args: []string{"failures", "lst"}, says: `unknown command "lst" for "trackreg failures": did you mean list?`},
		"a command like no other":  {args: []string{"brew"}, says: "unknown command \"brew\" for \"trackreg\"\n  See `trackreg --help`."},
		"unknown flag":             {args: []string{"register", "--sandbx"}, says: "unknown flag: --sandbx: did you mean --sandbox?"},
		"unknown flag of all":      {args: []string{"status", "--acount", "main"}, says: "did you mean --account?"},
		"unknown letter":           {args: []string{"status", "-x"}, says: "unknown shorthand flag"},
		"misspelt remedy":          {env: []string{redis}, args: []string{"failures", "list", "--remedy", "add_postalcode"}, says: "did you mean add_postal_code?"},
		"misspelt account":         {env: []string{redis}, args: []string{"account", "pause", "mian"}, says: "did you mean main?"},
		"superfluous argument":     {args: []string{"status", "main"}, says: "main"},
		"bad output":               {args: []string{"status", "-o", "xml"}, says: "table"},
		"sandbox beside a redis":   {args: []string{"register", "--sandbox", "--redis", "redis://h:1", "RR123456785CN"}, says: "--redis"},
		"worker sandbox and redis": {args: []string{"worker", "--sandbox", "--redis", "redis://h:1"}, says: "--redis"},
		"two of redis":             {args: []string{"worker", "--embedded-redis", "--redis", "redis://h:1"}, says: "--embedded-redis"},
		"no key":                   {args: []string{"register", "RR123456785CN"}, says: "TRACK17_KEY"},
		"no input":                 {args: []string{"register", "--sandbox"}, says: "give a file"},
		"misspelt path":            {args: []string{"register", "--sandbox", "foo.csv"}, says: `"foo.csv" is neither a file`},
		"misspelt word":            {args: []string{"register", "--sandbox", "sample"}, says: `"sample" is neither a file`},
		"a folder":                 {args: []string{"register", "--sandbox", "."}, says: "is a folder"},
		"two files":                {args: []string{"register", "--sandbox", "-", "RR123456785CN"}, says: "one file at a time"},
		"unknown queue":            {args: []string{"register", "--sandbox", "--queue", "fast", "RR123456785CN"}, says: "live"},
		"enqueue without redis":    {args: []string{"enqueue", "RR123456785CN"}, says: "TRACKREG_REDIS_URL"},
		"worker without redis":     {env: []string{"TRACK17_KEY=k"}, args: []string{"worker"}, says: "TRACKREG_REDIS_URL"},
		"worker without key":       {env: []string{redis}, args: []string{"worker"}, says: "TRACK17_KEY"},
		"unknown account":          {env: []string{redis}, args: []string{"enqueue", "--account", "shop", "RR123456785CN"}, says: "use one of main"},
		"bad account with sandbox": {args: []string{"register", "--sandbox", "--account", "A B", "RR123456785CN"}, says: "a-z"},
		"bad since":                {env: []string{redis}, args: []string{"failures", "list", "--since", "yesterday"}, says: "24h"},
		"word for a code":          {env: []string{redis}, args: []string{"failures", "list", "--code", "foo"}, says: "a code is the number that 17TRACK refused with, such as -18010019"},
		"remedy for a code":        {env: []string{redis}, args: []string{"failures", "list", "--code", "fix_number"}, says: "write --remedy fix_number"},
		"code without its sign":    {env: []string{redis}, args: []string{"failures", "list", "--code", "18010019"}, says: "write -18010019"},
		"bad redis":                {args: []string{"status", "--redis", "http://h:1"}, says: "trackreg: --redis: redis.url does not begin"},
		"bad log level":            {args: []string{"status", "--log-level", "loud"}, says: "trackreg: --log-level: "},
		"bad setting":              {env: []string{"TRACKREG_WORKER_MAX_ATTEMPTS=many"}, args: []string{"config", "check"}, says: "TRACKREG_WORKER_MAX_ATTEMPTS"},
		"no such settings file":    {args: []string{"config", "check", "--config", "none.yaml"}, says: "none.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newLab(t, c.env...).run(c.args...)
			require.Equal(t, exitUsage, r.code, "%s%s", r.out, r.err)
			require.Contains(t, r.err, c.says)
			require.NotContains(t, r.err, "goroutine")
		})
	}
}

func TestAPasswordInTheListOfProcessesIsWarnedOf(t *testing.T) {
	r := newLab(t).run("config", "show", "--redis", "redis://worker:hush@127.0.0.1:1/0")
	require.Equal(t, exitDone, r.code, r.err)
	require.Contains(t, r.err, "TRACKREG_REDIS_URL or redis.password_file")
	require.NotContains(t, r.out+r.err, "hush")
	for _, url := range []string{"redis://worker@127.0.0.1:1/0", "redis-cluster://h1:1,h2:2", "redis://worker:@h"} {
		require.Empty(t, newLab(t).run("config", "show", "--redis", url).err, url)
	}
	require.Empty(t, newLab(t, "TRACKREG_REDIS_URL=redis://worker:hush@127.0.0.1:1/0").run("config", "show").err)
}

func TestConfigErrorNamesKeyLineAndNearestName(t *testing.T) {
	l := newLab(t)
	l.file("trackreg.yaml", "worker:\n  max_atempts: 3\n")
	r := l.run("config", "check")
	require.Equal(t, exitUsage, r.code)
	require.Contains(t, r.err, "trackreg.yaml:2")
	require.Contains(t, r.err, "max_attempts")
}

func TestConfigCheckWarnsOfWhatIsAtRiskAndPasses(t *testing.T) {
	l := newLab(t, "TRACKREG_HTTP_TOKEN=sesame", "TRACKREG_REDIS_URL=redis://u:hush@redis:6379/0")
	r := l.run("config", "check")
	require.Equal(t, exitDone, r.code)
	require.Contains(t, r.out, "the settings are good")
	require.Contains(t, r.err, "trackreg: warning: http.token has fewer than 24 bytes")
	require.Contains(t, r.err, "trackreg: warning: redis.url speaks to redis without TLS")
	require.NotContains(t, r.err, "hush")
	require.Empty(t, l.run("config", "show").err, "other commands do not repeat it")
}

func TestConfigCheckIsJSONWhereThatIsAskedFor(t *testing.T) {
	l := newLab(t, "TRACKREG_HTTP_TOKEN=sesame")
	checked := func() (r result, c configCheck) {
		r = l.run("config", "check", "--json")
		require.NoError(t, json.Unmarshal([]byte(r.out), &c), r.out)
		require.Empty(t, r.err, "all is in the object")
		return r, c
	}
	r, c := checked()
	require.Equal(t, exitDone, r.code)
	require.True(t, c.Good)
	require.Equal(t, []configProblem{}, c.Problems)
	require.Equal(t, "http.token", c.Warnings[0].Key)

	l.file("trackreg.yaml", "worker:\n  max_atempts: 3\n  call_timeout: soon\n")
	r, c = checked()
	require.Equal(t, exitUsage, r.code)
	require.False(t, c.Good)
	require.Len(t, c.Problems, 2)
	require.Equal(t, 2, c.Problems[0].Line)
	require.Contains(t, c.Problems[0].File, "trackreg.yaml")
	require.Contains(t, c.Problems[0].Mend, "max_attempts")
}

func TestConfigShowHidesSecrets(t *testing.T) {
	l := newLab(t, "TRACK17_KEY=very-secret", "TRACKREG_REDIS_URL=redis://u:hush@h:6379/0")
	for _, format := range []string{"table", "json"} {
		r := l.run("config", "show", "-o", format)
		require.Equal(t, exitDone, r.code, r.err)
		require.Contains(t, r.out, "max_attempts")
		require.NotContains(t, r.out+r.err, "very-secret")
		require.NotContains(t, r.out+r.err, "hush")
	}
}

func TestVersionAndHelp(t *testing.T) {
	l := newLab(t)
	var b build
	require.NoError(t, json.Unmarshal([]byte(l.run("version", "--json").out), &b))
	require.NotEmpty(t, b.Go)
	require.Contains(t, l.run("version").out, "trackreg")
	require.Equal(t, exitDone, l.run("--help").code)
	require.Contains(t, l.run("completion", "bash").out, "trackreg")
}

func TestRedisAwayExitsOneInPlainWords(t *testing.T) {
	r := newLab(t).run("status", "--redis", "redis://127.0.0.1:1/0")
	require.Equal(t, exitFailed, r.code)
	require.Contains(t, r.err, "Redis does not answer")
}
