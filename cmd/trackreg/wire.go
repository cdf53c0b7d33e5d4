package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/printable"
	"github.com/trackreg/trackreg/internal/redisconn"
	"github.com/trackreg/trackreg/queue"
)

// settings loads the settings and says the warnings.
func (p *program) settings() (configs.Settings, error) {
	s, warnings, err := p.load()
	p.warn(warnings)
	return s, err
}

// warn says warnings, a line each.
func (p *program) warn(warnings []configs.Warning) {
	for _, warning := range warnings {
		fmt.Fprintf(p.err, "trackreg: warning: %s\n", printable.Text(warning.String()))
	}
}

// load loads the settings.
func (p *program) load() (configs.Settings, []configs.Warning, error) {
	o := configs.LoadOptions{File: p.config, Env: p.env, Set: map[string]string{}, Flags: map[string]string{
		"redis.url": "--redis", "log.level": "--log-level", "log.format": "--log-format",
	}}
	for path, value := range map[string]string{"redis.url": p.redis, "log.level": p.logLevel, "log.format": p.logFormat} {
		if value != "" {
			o.Set[path] = value
		}
	}
	s, warnings, err := configs.Load(o)
	if redisconn.HasPassword(p.redis) {
		warnings = append(warnings, configs.Warning{
			Problem: "--redis holds a password, which everybody on this machine can read in the list of processes",
			Mend:    "give it by TRACKREG_REDIS_URL or redis.password_file",
		})
	}
	return s, warnings, err
}

// accountIn returns the account that is meant, which must be one of the settings'.
func (p *program) accountIn(s configs.Settings, named string) (string, error) {
	if named == "" {
		named = p.account
	}
	if named == "" {
		named = configs.MainAccount
	}
	if _, ok := s.Accounts[named]; !ok {
		return "", badUsage("no account %q in the settings: %s, or add it under accounts", named, oneOf(named, slices.Sorted(maps.Keys(s.Accounts))))
	}
	return named, nil
}

// accountsIn returns the account that --account names, or all.
func (p *program) accountsIn(s configs.Settings) ([]string, error) {
	if p.account == "" {
		return slices.Sorted(maps.Keys(s.Accounts)), nil
	}
	name, err := p.accountIn(s, "")
	return []string{name}, err
}

// withRedis has work do something on the configured Redis.
func (p *program) withRedis(work func(ctx context.Context, b *backend.Backend) error) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	b, err := backend.Open(s, backend.Configured, "")
	if err != nil {
		return err
	}
	defer func() { _ = b.Close() }()
	ctx, stop := p.interruptible(context.Background(), 0)
	defer stop()
	return work(ctx, b)
}

// logger returns the logger that the settings ask for.
func (p *program) logger(l configs.Log) zerolog.Logger {
	w := p.err
	if p.forPeople(l) {
		w = console(p.err)
	}
	return newLogger(w, l.Level)
}

// console writes the log for people, on a terminal in colours. These are all that is sent there:
// what is logged is shown.
func console(w io.Writer) io.Writer {
	shown := func(value any) string {
		if value == nil {
			return ""
		}
		return printable.Text(fmt.Sprintf("%s", value))
	}
	return zerolog.ConsoleWriter{
		Out: itself(w), TimeFormat: time.TimeOnly, NoColor: !isTerminal(w),
		FormatMessage: shown, FormatFieldValue: shown, FormatErrFieldValue: shown,
	}
}

// sandboxFlag adds --sandbox to a command.
func sandboxFlag(cmd *cobra.Command, sandbox *bool) {
	cmd.Flags().BoolVar(sandbox, "sandbox", false, "try it out: an embedded Redis and a simulated 17TRACK, nothing real is touched")
}

// checkSandbox refuses --sandbox beside a Redis that somebody means to use.
func (p *program) checkSandbox(sandbox bool) error {
	if sandbox && p.redis != "" {
		return badUsage("--sandbox runs on an embedded Redis of its own: leave out --redis, or leave out --sandbox")
	}
	return nil
}

// workedFor returns the account that is worked for, which with a sandbox need
// not be one of the settings', and otherwise must have a key.
func (p *program) workedFor(s configs.Settings, sandbox bool) (string, error) {
	if sandbox {
		if p.account == "" {
			return configs.MainAccount, nil
		}
		return p.account, queue.CheckAccount(p.account)
	}
	account, err := p.accountIn(s, "")
	if err != nil {
		return "", err
	}
	return account, only(s, account).RequireKeys()
}

// only returns the settings with some of their accounts.
func only(s configs.Settings, names ...string) configs.Settings {
	all := s.Accounts
	s.Accounts = map[string]configs.Account{}
	for _, name := range names {
		s.Accounts[name] = all[name]
	}
	return s
}
