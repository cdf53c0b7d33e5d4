package page_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

// follower asks for the stream on a connection of its own.
func (r *rig) follower() (net.Conn, error) {
	c, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(c, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n", token)
	return c, err
}

// TestAThousandFollowersLeaveTheWorkerAtWork has half of them read nothing and the others vanish.
func TestAThousandFollowersLeaveTheWorkerAtWork(t *testing.T) {
	r := newRig(t, given{token: token})
	r.work()
	var silent []net.Conn
	for i := range 1000 {
		c, err := r.follower()
		require.NoError(t, err)
		if i%2 == 0 {
			require.NoError(t, c.Close())
			continue
		}
		silent = append(silent, c)
	}
	const numbers = 200
	r.enqueue("main", numbers)
	require.Eventually(t, func() bool {
		totals, err := queue.ReadTotals(t.Context(), r.rdb, "main")
		return err == nil && totals[queue.Registered] == numbers
	}, patience, pollEvery)
	p := r.await("/", fresh, asBrowser)
	require.Equal(t, http.StatusOK, p.status)
	for _, c := range silent {
		require.NoError(t, c.Close())
	}
	require.Eventually(t, func() bool {
		c, err := r.follower()
		if err != nil {
			return false
		}
		defer c.Close()
		a, err := http.ReadResponse(bufio.NewReader(c), nil)
		return err == nil && a.StatusCode == http.StatusOK
	}, patience, pollEvery, "those who are gone leave their place")
}
