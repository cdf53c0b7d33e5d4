package web_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/webhook"
)

// TestWebhookBodyIsAsDescribed holds what another room posts to the one description there is.
func TestWebhookBodyIsAsDescribed(t *testing.T) {
	r := serve(t, redistest.Embedded(t)).described()
	carrier := 3011
	for _, o := range []webhook.Outcome{{}, {ID: "1-0", Carrier: &carrier, Class: "terminal", At: time.Now()}} {
		text, err := json.Marshal(webhook.Body{Type: webhook.Type, Timestamp: time.Now(), Data: []webhook.Outcome{o}})
		require.NoError(t, err)
		r.judge.fits(t, "Outcomes", text)
	}
}
