package worker

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/batching"
	"github.com/trackreg/trackreg/track17"
)

// What a failed call means for its batch, and whether it can turn out to be its only number's own.
func TestAHoldIsTriedWithOtherNumbersAndConvictsByTheStatusAlone(t *testing.T) {
	op := track17.Register()
	c := &caller{limits: attemptLimits{max: 12}}
	batch := batching.Batch[*number]{Items: []batching.Item[*number]{{Key: "A", Value: &number{op: op}}}}
	for name, tt := range map[string]struct {
		fault track17.Fault
		whole batching.Whole
		own   bool
	}{
		"a bare 403":          {track17.Fault{Status: http.StatusForbidden}, batching.Again, true},
		"the key":             {track17.Fault{Status: http.StatusUnauthorized, Code: track17.CodeInvalidKey}, batching.Again, false},
		"the whitelist":       {track17.Fault{Status: http.StatusOK, Code: track17.CodeIPNotWhitelisted}, batching.Again, false},
		"settings":            {track17.Fault{Err: track17.ErrSettings}, batching.Again, false},
		"an error of theirs":  {track17.Fault{Status: http.StatusBadGateway}, batching.Again, true},
		"the call":            {track17.Fault{Status: http.StatusBadRequest}, batching.Split, true},
		"too many calls":      {track17.Fault{Status: http.StatusTooManyRequests}, batching.Front, false},
		"the quota":           {track17.Fault{Status: http.StatusOK, Code: track17.CodeQuotaOut}, batching.Front, false},
		"the day's allowance": {track17.Fault{Status: http.StatusOK, Code: track17.CodeDailyLimit}, batching.Front, false},
	} {
		t.Run(name, func(t *testing.T) {
			reply := c.readFault(op, batch, tt.fault).reply
			require.Equal(t, tt.whole, reply.Whole)
			require.Equal(t, tt.own, reply.Own != nil)
		})
	}
}
