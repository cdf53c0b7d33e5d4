package sandbox

import (
	"fmt"
	"io"
	"net/http"
	"text/tabwriter"
)

// usageHead says in a few lines what may be asked of a sandbox.
const usageHead = `17TRACK sandbox: nothing here is real, and nothing costs anything.

The vendor's calls, with any key as 17token:
  POST /track/v2.4/register      POST /track/v2.4/getquota      (v1, v2.2 too)

Control:
  GET    /sandbox/ledger           sums of every account, or of ?key=
  GET    /sandbox/ledger/calls     the latest calls; ?key= ?limit=
  GET    /sandbox/ledger/numbers   registrations; ?number= ?key= ?limit=
  POST   /sandbox/faults           {"act":"fail","status":503,"times":2}
  GET    /sandbox/faults           the faults that stand
  DELETE /sandbox/faults           all of them, or ?name=
  POST   /sandbox/quota            {"remain":10}
  POST   /sandbox/clock            {"advance":"24h"}
  POST   /sandbox/reset

Numbers that make something happen (SBX2X in place of SBX: twice, and never more):
`

// WriteUsage writes what may be asked of a sandbox, with every magic number, as
// lines for people.
func WriteUsage(w io.Writer) error {
	if _, err := io.WriteString(w, usageHead); err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, magic := range MagicNumbers() {
		fmt.Fprintf(table, "  %s\t%s\n", magic.Pattern, magic.Does)
	}
	return table.Flush()
}

// getUsage answers the root, for a person with a browser.
func (s *Server) getUsage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", kindText)
	_ = WriteUsage(w) // a client that went away wants no answer
}
