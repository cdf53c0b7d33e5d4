package audit

import (
	"os"
	"os/user"
	"strconv"
)

// Shell is who runs this process: user@host. A user whom the machine has no name for goes by
// number.
func Shell() string {
	name, host := "uid "+strconv.Itoa(os.Getuid()), "unknown"
	if of, err := user.Current(); err == nil && of.Username != "" {
		name = of.Username
	}
	if own, err := os.Hostname(); err == nil {
		host = own
	}
	return name + "@" + host
}
