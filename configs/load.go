package configs

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// LoadOptions says where settings come from.
type LoadOptions struct {
	// File is the settings file that --config names; it must exist. "" leaves it to
	// TRACKREG_CONFIG, and then to the first of Search that exists.
	File string
	// Search is DefaultFiles when nil.
	Search []string
	// Env is the environment as os.Environ gives it.
	Env []string
	// Set is what flags say, by the setting's path, such as "redis.url". It comes last.
	Set map[string]string
	// Flags are the flags' own names by the path, such as "--redis", for errors.
	Flags map[string]string
}

// DefaultFiles returns where a settings file is looked for when none is named.
func DefaultFiles() []string { return []string{"./trackreg.yaml", "/etc/trackreg/trackreg.yaml"} }

// Load reads the settings: defaults, then the file, then the environment, then flags; the last
// wins. The error is an Errors that holds everything that is wrong; the settings are then not to
// be used. Warnings are for the person who started the program.
func Load(o LoadOptions) (Settings, []Warning, error) {
	env := newEnvironment(o.Env)
	settings := Defaults()
	origins := map[string]place{}
	found, used, err := o.loadFile(&settings, env, origins)
	if err != nil {
		return Settings{}, nil, err
	}
	over := &overlay{settings: &settings, origins: origins}
	over.applyEnv(env, used)
	for _, path := range slices.Sorted(maps.Keys(o.Set)) {
		over.set(path, o.Set[path], place{flag: o.Flags[path]})
	}
	over.applyMainKey(env)
	over.dropIdleMain()
	_, settings.HTTP.Chosen = origins["http.listen"]
	_, settings.Log.Chosen = origins["log.format"]
	tidy(&settings)
	found = append(found, over.found...)
	if len(found) == 0 { // what could not be read need not also be out of range
		found = settings.validate(origins)
	}
	return settings, append(over.warnings, settings.warnings()...), found.orNil()
}

// loadFile finds and reads the settings file. used are the variables that it names.
func (o LoadOptions) loadFile(settings *Settings, env environment, origins map[string]place) (found Errors, used map[string]bool, err error) {
	path, text, err := o.find(env)
	if err != nil || path == "" {
		return nil, nil, err
	}
	settings.File = path
	used = map[string]bool{}
	d := &decoder{file: path, origins: origins, env: func(name string) (string, bool) {
		used[name] = true
		return env.lookup(name)
	}}
	d.apply(text, settings)
	settings.SecretsWritten = d.secrets
	return d.found, used, nil
}

// find returns the path and text of the settings file, "" when there is none.
func (o LoadOptions) find(env environment) (string, []byte, error) {
	named := Error{Key: "--config", File: o.File}
	if o.File == "" {
		named = Error{Variable: fileVariable, File: env[fileVariable]}
	}
	if named.File != "" {
		text, err := readFile(named.File)
		if err != nil {
			return "", nil, Errors{{Variable: named.Variable, Key: named.Key, Problem: "names a settings file that cannot be read: " + err.Error()}}
		}
		return named.File, text, nil
	}
	search := o.Search
	if search == nil {
		search = DefaultFiles()
	}
	for _, path := range search {
		text, err := readFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", nil, Errors{{File: path, Problem: "cannot be read: " + err.Error()}}
		}
		return path, text, nil
	}
	return "", nil, nil
}

// applyMainKey takes TRACK17_KEY for the key of main, if there is a main and nothing else gives
// it one.
func (o *overlay) applyMainKey(env environment) {
	account, exists := o.settings.Accounts[MainAccount]
	if exists && account.Key == "" && account.KeyFile == "" && env[keyVariable] != "" {
		o.set("accounts."+MainAccount+".key", env[keyVariable], place{variable: keyVariable})
	}
}

// dropIdleMain removes the main of the defaults where other accounts are given and nothing was
// said of main: it has no key, and a worker would ask for one.
func (o *overlay) dropIdleMain() {
	if len(o.settings.Accounts) < 2 {
		return
	}
	own := "accounts." + MainAccount
	for path := range o.origins {
		if path == own || strings.HasPrefix(path, own+".") {
			return
		}
	}
	delete(o.settings.Accounts, MainAccount)
}

// tidy writes what can be written in two ways in one.
func tidy(settings *Settings) {
	settings.HTTP.Token = Secret(strings.TrimSpace(settings.HTTP.Token.Reveal()))
	for i, token := range settings.HTTP.Tokens {
		settings.HTTP.Tokens[i].Token = Secret(strings.TrimSpace(token.Token.Reveal()))
	}
	for name, account := range settings.Accounts {
		account.Key = Secret(strings.TrimSpace(account.Key.Reveal()))
		account.BaseURL = strings.TrimRight(account.BaseURL, "/")
		settings.Accounts[name] = account
	}
}

// warnings tells of what is allowed and yet mostly a mistake.
func (s Settings) warnings() []Warning {
	var all []Warning
	for _, name := range slices.Sorted(maps.Keys(s.Accounts)) {
		base, err := url.Parse(s.Accounts[name].BaseURL)
		if err == nil && base.Scheme == "http" && !isLoopback(base.Hostname()) {
			all = append(all, Warning{
				Key: "accounts." + name + ".base_url", Problem: fmt.Sprintf("sends the key unencrypted to %s", base.Host), Mend: "write https://",
			})
		}
	}
	return all
}
