package source_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// sentTo is a download whose server sends on to another address.
func sentTo(t *testing.T, target string, allowPrivate bool) *reader {
	t.Helper()
	address := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) })
	return newReader(t, configs.Import{Source: configs.Source{URL: address, AllowPrivate: allowPrivate}}, source.Options{})
}

// port is of the address of a test's server.
func port(t *testing.T, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	return parsed.Port()
}

// TestADownloadIsNotSentToAPrivateAddress has the server that the settings name send it where only
// this machine, or this network, gets. A name is judged by the address that it leads to.
func TestADownloadIsNotSentToAPrivateAddress(t *testing.T) {
	var asked atomic.Int64
	inside := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = io.WriteString(w, threeNumbers)
	})
	for _, target := range []string{
		inside, "http://localhost:" + port(t, inside), "http://[::ffff:127.0.0.1]:" + port(t, inside), "http://0.0.0.0:" + port(t, inside),
		"http://[::1]:" + port(t, inside), "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/",
		"http://[fd00::1]/", "http://[fe80::1]/",
	} {
		r := sentTo(t, target+"?signature="+secret, false)
		failed := r.fails(source.Part{}, source.Position{})
		require.ErrorContains(t, failed, "in a private network", target)
		require.ErrorContains(t, failed, "allow_private: true", target)
		require.False(t, failed.Passing, "waiting does not mend it: %s", target)
		require.NotContains(t, failed.Error(), secret)
		_, err := r.Parts(t.Context())
		require.ErrorContains(t, err, "in a private network", target)
	}
	require.Zero(t, asked.Load(), "nothing was asked of it")
}

func TestADownloadMayBeSentToAPrivateAddressWhereTheSettingsSaySo(t *testing.T) {
	inside := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, threeNumbers) })
	require.Len(t, sentTo(t, inside, true).all(source.Part{}, source.Position{}), 3)
}

// TestADownloadThatIsNamedInAPrivateNetworkGoesOnThere has the settings' own host, which is their
// writer's word, send on to a page of its own.
func TestADownloadThatIsNamedInAPrivateNetworkGoesOnThere(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/latest" {
			http.Redirect(w, r, "/today", http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, threeNumbers)
	})
	require.Len(t, download(t, address+"/latest", source.Options{}).all(source.Part{}, source.Position{}), 3)
}

// TestABucketIsNotSentElsewhere has the bucket's server send on to another.
func TestABucketIsNotSentElsewhere(t *testing.T) {
	var asked atomic.Int64
	inside := serve(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	endpoint := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, inside, http.StatusTemporaryRedirect)
	})
	for _, key := range []string{"a.csv", "*.csv"} {
		r := newReader(t, configs.Import{Source: configs.Source{
			Bucket: "s3://shipping/" + key, Endpoint: endpoint, Region: "x", AccessKey: "a", SecretKey: secret,
		}}, source.Options{})
		_, err := r.Parts(t.Context())
		require.Error(t, err)
		require.True(t, strings.Contains(err.Error(), "307"), "%v", err)
	}
	require.Zero(t, asked.Load())
}
