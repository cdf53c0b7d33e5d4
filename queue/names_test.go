package queue_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

// Other programs rely on each of these names as it is written here.
func TestNamesAreThoseOfTheContract(t *testing.T) {
	require.Equal(t, "tracking:register", queue.TaskType(queue.Register))
	require.Equal(t, "main-live", queue.LiveQueue("main"))
	require.Equal(t, "main-bulk", queue.BulkQueue("main"))
	require.Equal(t, "main-stoptrack", queue.OperationQueue("main", "stoptrack"))
}

func TestCheckAccount(t *testing.T) {
	for _, name := range []string{"main", "eu_base", "a", "0"} {
		require.NoError(t, queue.CheckAccount(name), name)
	}
	for _, name := range []string{"", "Main", "eu-base", "a b", "ä", "a}"} {
		err := queue.CheckAccount(name)
		require.ErrorIs(t, err, queue.ErrAccountName, name)
	}
}
