package source_test

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/trackreg/trackreg/internal/importer/source/dbtest"
)

// servers are the databases of this package's tests.
var servers dbtest.Servers

func TestMain(m *testing.M) { os.Exit(run(m)) }

// run stops the servers also when a test panics.
func run(m *testing.M) int {
	defer servers.Stop()
	code := m.Run()
	servers.Stop()
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}
