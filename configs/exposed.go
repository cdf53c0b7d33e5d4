package configs

import (
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"runtime"
	"strings"
)

// What others than the owner and the group may do with a file.
const (
	othersRead   fs.FileMode = 0o004
	othersChange fs.FileMode = 0o002
)

// exposure says what everybody on this machine can do with the file, "" when nothing.
func exposure(file string) string {
	if file == "" || runtime.GOOS == "windows" { // where modes say nothing of others
		return ""
	}
	info, err := os.Stat(file)
	if err != nil {
		return ""
	}
	switch mode := info.Mode(); {
	case mode&othersRead != 0 && mode&othersChange != 0:
		return "can read and change"
	case mode&othersRead != 0:
		return "can read"
	case mode&othersChange != 0:
		return "can change"
	}
	return ""
}

// file looks at a file that holds a secret.
func (r *risks) file(key, file string) {
	if can := exposure(file); can != "" {
		r.warn(key, fmt.Sprintf("names %s, which everybody on this machine %s", file, can), "chmod o-rwx "+file)
	}
}

// settingsFile looks at the file that was loaded, if secrets are written out in it.
func (r *risks) settingsFile(s Settings) {
	if !s.SecretsWritten {
		return
	}
	if can := exposure(s.File); can != "" {
		r.warn("", fmt.Sprintf("%s holds a secret, and everybody on this machine %s it", s.File, can),
			"chmod o-rwx "+s.File+", or write ${NAME} in the secret's place")
	}
}

// isWrittenSecret tells whether a value of the settings file is itself what Redacted would hide, and
// does not come from elsewhere.
func isWrittenSecret(text string, target reflect.Type) bool {
	if text == "" || strings.Contains(text, "${") {
		return false
	}
	return target == reflect.TypeFor[Secret]() || strings.Contains(text, "://") && redactURL(text) != text
}
