package rig

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/goccy/go-yaml"
)

// Key is the 17TRACK key of the rig's first account. It is given to programs as
// TRACK17_KEY, as a user would.
const Key = "rig-key"

// Settings is a settings file of trackreg, with what measurements change.
type Settings struct {
	Redis    RedisSettings      `yaml:"redis"`
	Accounts map[string]Account `yaml:"accounts"`
	Worker   Worker             `yaml:"worker,omitempty"`
	Imports  []Import           `yaml:"imports,omitempty"`
	HTTP     HTTP               `yaml:"http"`
	Log      Log                `yaml:"log"`
}

// RedisSettings is the redis section.
type RedisSettings struct {
	URL string `yaml:"url"`
}

// Account is one of the accounts. Zero fields are left to trackreg's defaults.
type Account struct {
	Key               string  `yaml:"key"`
	BaseURL           string  `yaml:"base_url"`
	RequestsPerSecond float64 `yaml:"requests_per_second,omitempty"`
}

// Worker is the worker section. Zero fields are left to trackreg's defaults.
type Worker struct {
	RequestsInFlight int    `yaml:"requests_in_flight,omitempty"`
	CallTimeout      string `yaml:"call_timeout,omitempty"`
	ShutdownTimeout  string `yaml:"shutdown_timeout,omitempty"`
}

// HTTP is the http section.
type HTTP struct {
	Listen string `yaml:"listen"` // "": off
}

// Log is the log section.
type Log struct {
	Level string `yaml:"level"`
}

// Settings returns settings with the one account main, on the rig's Redis and
// sandbox.
func (r *Rig) Settings() Settings {
	return Settings{
		Redis:    RedisSettings{URL: r.Redis.URL},
		Accounts: map[string]Account{"main": {Key: "${TRACK17_KEY}", BaseURL: r.Sandbox.BaseURL()}},
		Log:      Log{Level: "info"},
	}
}

// write stores the settings as a file in dir and returns its path.
func (s Settings) write(dir, name string) (string, error) {
	text, err := yaml.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("write settings: %w", err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return "", fmt.Errorf("write settings: %w", err)
	}
	return path, nil
}
