// Package configs holds the settings: their defaults, where they come from, and what is allowed.
//
// They come from a YAML file, then environment variables, then flags; the last wins. The
// annotated file trackreg.yaml beside this one shows every setting with its default. Load reports
// everything that is wrong at once, each with its place and its mend.
package configs

// Settings are all settings in force. Load makes them; the zero value is not valid. They are not
// changed afterwards, so all goroutines may read them.
type Settings struct {
	Redis    Redis              `yaml:"redis"`
	Accounts map[string]Account `yaml:"accounts"` // by name, at least one
	Worker   Worker             `yaml:"worker"`
	HTTP     HTTP               `yaml:"http"`
	Imports  []Import           `yaml:"imports"`
	Log      Log                `yaml:"log"`

	// File is the settings file that was read, "" when there was none.
	File string `yaml:"-"`
	// SecretsWritten says that secrets are written out in File.
	SecretsWritten bool `yaml:"-"`
}

// MainAccount is the account that is meant where none is named.
const MainAccount = "main"

// Defaults returns the settings that hold where nothing is said: one account, main, without a
// key.
func Defaults() Settings {
	return Settings{
		Accounts: map[string]Account{MainAccount: defaultAccount()},
		Worker:   defaultWorker(),
		HTTP:     defaultHTTP(),
		Log:      defaultLog(),
	}
}
