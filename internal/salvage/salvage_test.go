package salvage_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/salvage"
	"github.com/trackreg/trackreg/queue"
)

func TestWhatCanBeReadOfARefusedPayloadIsSalvaged(t *testing.T) {
	for payload, want := range map[string]queue.Entry{
		`{"number":" AB12345 ","carrier":"DHL","_ref":"o-7","_source":"shop","tag":"A1"}`: {
			Number: "AB12345", Ref: "o-7", Source: "shop", Tag: "A1",
		},
		`{"_ref":"o-7","number":"1.2E+17","carrier":3011}`: {Ref: "o-7", Carrier: 3011},
		`{"number":17,"_ref":7,"tag":"A1"}`:                {Tag: "A1"},
		`{"number":"AB12345"`:                              {},
		`["AB12345"]`:                                      {},
		"":                                                 {},
	} {
		_, err := queue.ParseEntry([]byte(payload))
		require.Error(t, err)
		want.Payload = []byte(payload)
		got := salvage.Entry([]byte(payload))
		require.Equal(t, want, got, payload)
		_, err = queue.NewProducer(nil).Enqueue(t.Context(), got)
		require.ErrorIs(t, err, queue.ErrNotAnEntry)
	}
}
