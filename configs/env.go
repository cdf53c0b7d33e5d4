package configs

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/trackreg/trackreg/internal/nearest"
)

const (
	prefix        = "TRACKREG_"
	accountPrefix = prefix + "ACCOUNTS_"
	// fileVariable names the settings file.
	fileVariable = "TRACKREG_CONFIG"
	// keyVariable is the key of main where nothing else gives one.
	keyVariable = "TRACK17_KEY"
)

// kubernetes matches the variables that Kubernetes makes for a service named trackreg, or one
// whose name begins so.
var kubernetes = regexp.MustCompile(
	`^TRACKREG(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$` +
		`|^TRACKREG_PORT$`)

// environment is the process environment by name; the last of two equal names counts.
type environment map[string]string

func newEnvironment(pairs []string) environment {
	env := environment{}
	for _, pair := range pairs {
		if name, value, found := strings.Cut(pair, "="); found {
			env[name] = value
		}
	}
	return env
}

func (e environment) lookup(name string) (string, bool) {
	value, set := e[name]
	return value, set
}

// overlay puts single values over the settings.
type overlay struct {
	settings *Settings
	origins  map[string]place
	found    Errors
	warnings []Warning
}

// applyEnv puts the TRACKREG_ variables over the settings. It warns of unknown ones, but not of
// those that the file uses.
func (o *overlay) applyEnv(env environment, used map[string]bool) {
	plain := map[string]string{} // variable to path
	for _, path := range plainScalars() {
		plain[prefix+upper(path)] = path
	}
	for _, variable := range slices.Sorted(maps.Keys(env)) {
		switch path, known := plain[variable]; {
		case !strings.HasPrefix(variable, prefix) || variable == fileVariable:
		case known:
			o.set(path, env[variable], place{variable: variable})
		case strings.HasPrefix(variable, accountPrefix):
			o.applyAccount(variable, env[variable], used)
		case !kubernetes.MatchString(variable) && !used[variable]:
			o.unknown(variable, slices.Sorted(maps.Keys(plain)))
		}
	}
}

// plainScalars lists the paths that have a variable of their own: all single values outside
// accounts and lists.
func plainScalars() []string { return scalars(reflect.TypeFor[Settings]()) }

// accountScalars lists the settings of an account that a variable can give.
func accountScalars() []string { return scalars(reflect.TypeFor[Account]()) }

// applyAccount takes a variable such as TRACKREG_ACCOUNTS_EU_BASE_KEY: the longest ending that
// is a setting's name is the setting, what is before it the account.
func (o *overlay) applyAccount(variable, value string, used map[string]bool) {
	rest := strings.TrimPrefix(variable, accountPrefix)
	var name, setting string
	for _, path := range accountScalars() {
		if before, found := strings.CutSuffix(rest, "_"+upper(path)); found && before != "" && len(path) > len(setting) {
			name, setting = strings.ToLower(before), path
		}
	}
	if setting == "" {
		if !kubernetes.MatchString(variable) && !used[variable] {
			o.unknownAccount(variable, rest)
		}
		return
	}
	o.set("accounts."+name+"."+setting, value, place{variable: variable})
}

func (o *overlay) unknown(variable string, known []string) {
	mend := "see the settings file for the names"
	if name := nearest.Name(variable, known); name != "" {
		mend = "did you mean " + name + "?"
	}
	o.warnings = append(o.warnings, Warning{Variable: variable, Problem: "is no setting", Mend: mend})
}

// unknownAccount looks for the setting that some ending of the variable is most like.
func (o *overlay) unknownAccount(variable, rest string) {
	var endings []string
	for _, path := range accountScalars() {
		endings = append(endings, upper(path))
	}
	mend := "write " + accountPrefix + "NAME_KEY and the like"
	for i := 1; i < len(rest); i++ {
		if rest[i-1] != '_' {
			continue
		}
		if name := nearest.Name(rest[i:], endings); name != "" {
			mend = "did you mean " + accountPrefix + rest[:i] + name + "?"
			break
		}
	}
	o.warnings = append(o.warnings, Warning{Variable: variable, Problem: "is no setting of an account", Mend: mend})
}

// set puts one value over the setting at the path, and creates the account where need be.
func (o *overlay) set(path, value string, from place) {
	target, done := o.target(path)
	if !target.IsValid() {
		o.found = append(o.found, &Error{Variable: from.variable, Flag: from.flag, Key: path, Problem: "is not known"})
		return
	}
	o.origins[path] = from
	if err := setText(target, value); err != nil {
		o.found = append(o.found, &Error{Variable: from.variable, Flag: from.flag, Key: path, Problem: err.Error()})
		return
	}
	done()
}

// target returns where the setting is kept, and what to call once it is set.
func (o *overlay) target(path string) (reflect.Value, func()) {
	rest, isAccount := strings.CutPrefix(path, "accounts.")
	if !isAccount {
		if !slices.Contains(plainScalars(), path) {
			return reflect.Value{}, nil
		}
		return dig(reflect.ValueOf(o.settings).Elem(), path), func() {}
	}
	name, setting, _ := strings.Cut(rest, ".")
	if !slices.Contains(accountScalars(), setting) {
		return reflect.Value{}, nil
	}
	account, known := o.settings.Accounts[name]
	if !known {
		account = defaultAccount()
	}
	return dig(reflect.ValueOf(&account).Elem(), setting), func() { o.settings.Accounts[name] = account }
}
