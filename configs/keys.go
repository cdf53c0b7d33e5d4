package configs

import (
	"maps"
	"slices"
)

// RequireKeys returns an error for every account that has no key, or whose key_file cannot be
// read. A worker needs all keys, a producer none.
func (s Settings) RequireKeys() error {
	var problems Errors
	for _, name := range slices.Sorted(maps.Keys(s.Accounts)) {
		account := s.Accounts[name]
		source, err := account.KeySource()
		key := "accounts." + name + ".key"
		switch {
		case err != nil:
			problems = append(problems, &Error{File: s.File, Key: key + "_file", Problem: "gives no key: " + err.Error(), Mend: "put the key in that file"})
		case source.Get() == "":
			problems = append(problems, &Error{File: s.File, Key: key, Problem: "is missing", Mend: keyMend(name)})
		}
	}
	return problems.orNil()
}

// keyMend says how to give the account a key without writing it in a file.
func keyMend(name string) string {
	variable := accountPrefix + upper(name) + "_KEY"
	if name == MainAccount {
		return "set the environment variable TRACK17_KEY or " + variable + ", or give key or key_file in the settings file"
	}
	return "set the environment variable " + variable + ", or give key or key_file in the settings file"
}
