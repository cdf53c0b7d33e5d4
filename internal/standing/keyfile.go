package standing

import (
	"fmt"

	"github.com/trackreg/trackreg/internal/printable"
)

// keyTroubles say of each process that cannot read the account's key anew why.
func (a Account) keyTroubles() []string {
	var all []string
	for _, w := range a.Workers {
		if w.KeyTrouble != "" {
			all = append(all, fmt.Sprintf("on %s the key cannot be read anew: %s; the one that was read before is used on, until a restart",
				printable.Text(w.Host), printable.Text(w.KeyTrouble)))
		}
	}
	return all
}
