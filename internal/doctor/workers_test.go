package doctor_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/doctor"
	"github.com/trackreg/trackreg/internal/keyspace"
	"github.com/trackreg/trackreg/queue"
)

func TestAnAccountThatNobodyServes(t *testing.T) {
	p := newPatient(t)
	require.NoError(t, p.redis.Client().Del(t.Context(), keyspace.Account("main").Workers()).Err())
	p.only("workers", doctor.Warning, "no worker serves main")
	for _, number := range []string{"RR123456785CN", "RR123456799CN"} {
		entry, err := queue.FromFields([]queue.Field{{Name: "number", Value: number}})
		require.NoError(t, err)
		_, err = queue.NewProducer(p.redis.Client()).Enqueue(t.Context(), entry, queue.Bulk())
		require.NoError(t, err)
	}
	p.only("workers", doctor.Fault, "no worker serves main: 2 numbers wait")
	p.serve("main")
	require.Empty(t, p.ills())
}

func TestWhoServesIsCounted(t *testing.T) {
	p := newPatient(t)
	for _, c := range doctor.Examine(t.Context(), p.Options).Checks {
		if c.Name == "workers" {
			require.Equal(t, doctor.Check{Name: "workers", Level: doctor.OK, Found: "1 process at work for 1 account, of version v1.2.3"}, c)
			return
		}
	}
	require.Fail(t, "there is no such check")
}
