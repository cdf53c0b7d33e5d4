package source_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestX(t *testing.T) {
	pg := servers.Postgres(t).DSN(t, "CREATE TABLE a (id int)")
	my := servers.MariaDB(t).DSN(t, "CREATE TABLE a (id int)")
	require.Empty(t, pg+my)
}
