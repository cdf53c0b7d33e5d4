package track17

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// A firewall before 17TRACK answers with a page of its own: the key may be the best of keys.
func TestAFirewallsPageIsNotTheAccountsFault(t *testing.T) {
	for status, want := range map[int]Disposition{403: Again, 405: Again, 406: Again, 401: Hold, 404: Hold} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = w.Write([]byte("<html><title>Access denied</title></html>"))
		})
		answer := client.Do(t.Context(), Register(), oneItem)
		rule := Register().Judge(Call, *answer.Fault)
		require.Equal(t, want, rule.Do, status)
		said := Explain(*answer.Fault, rule)
		if want == Again {
			require.Contains(t, said, "a page that is not 17TRACK's")
			require.Contains(t, said, "it says: <html><title>Access denied")
			require.NotContains(t, said, "key")
		}
		_, fault := client.Quota(t.Context())
		require.ErrorContains(t, fault, "Access denied")
	}
}

// The same status with 17TRACK's own JSON is about the account.
func TestARefusalInJSONIsTheAccounts(t *testing.T) {
	for _, body := range []string{`{"code":-18010001,"data":{"errors":[{"code":-18010001,"message":"IP"}]}}`, `{"code":0}`, ``} {
		client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(body))
		})
		answer := client.Do(t.Context(), Register(), oneItem)
		require.Equal(t, Hold, Register().Judge(Call, *answer.Fault).Do, body)
	}
}
