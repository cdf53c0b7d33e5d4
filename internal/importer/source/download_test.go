package source_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/rows"
)

// secret must be in no error.
const secret = "t0p-s3cret"

const threeNumbers = "number\nAB12345\nAB123456\nAB1234567\n"

// serve starts a web server and returns its address.
func serve(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.URL
}

func download(t *testing.T, address string, o source.Options) *reader {
	t.Helper()
	return newReader(t, configs.Import{Source: configs.Source{
		URL: address, Headers: map[string]configs.Secret{"X-Api-Key": secret, "Authorization": "Bearer " + secret},
	}}, o)
}

func TestDownload(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != secret || r.Header.Get("Authorization") != "Bearer "+secret {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("ETag", `W/"v1"`)
		w.Header().Set("Content-Length", fmt.Sprint(len(threeNumbers)))
		_, _ = io.WriteString(w, threeNumbers)
	})
	r := download(t, address+"/export.csv?token="+secret, source.Options{})
	part := r.part()
	require.Equal(t, source.Part{Name: address + "/export.csv", Size: int64(len(threeNumbers)), Version: `"v1"`}, part)

	rows := r.open(part, source.Position{})
	row, err := rows.Read()
	require.NoError(t, err)
	require.Nil(t, row.Err)
	require.Equal(t, payloads("AB123456", "AB1234567"), r.all(part, rows.Position()))

	changed, err := r.Changed(t.Context(), part)
	require.NoError(t, err)
	require.False(t, changed)
	part.Version = `"v0"`
	changed, err = r.Changed(t.Context(), part)
	require.NoError(t, err)
	require.True(t, changed)
	require.ErrorIs(t, r.fails(part, source.Position{Row: 1}), source.ErrChanged, "the rows before are others now")
	require.Equal(t, payloads("AB12345", "AB123456", "AB1234567"), r.all(part, source.Position{}), "nothing was read of what it was")
	moved, err := r.Finish(t.Context(), part)
	require.NoError(t, err)
	require.False(t, moved)
}

// TestADownloadThatNothingTellsApartIsKnownByItsRows has a server that gives no version.
func TestADownloadThatNothingTellsApartIsKnownByItsRows(t *testing.T) {
	text := atomic.Pointer[string]{}
	give := func(content string) { text.Store(&content) }
	give(threeNumbers)
	r := download(t, serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, *text.Load()) }), source.Options{})
	part := r.part()
	require.Empty(t, part.Version)
	rows := r.open(part, source.Position{})
	for range 2 {
		_, err := rows.Read()
		require.NoError(t, err)
	}
	at := rows.Position()
	require.Equal(t, payloads("AB1234567"), r.all(part, at))
	require.Equal(t, at, r.open(part, at).Position())
	give(threeNumbers + "AB12345678\n")
	require.Equal(t, payloads("AB1234567", "AB12345678"), r.all(part, at), "those before are the same")
	give("number\nNEW12345\n" + strings.TrimPrefix(threeNumbers, "number\n"))
	require.ErrorIs(t, r.fails(part, at), source.ErrChanged, "none is passed over that was not read")
	require.Equal(t, payloads("NEW12345", "AB12345", "AB123456", "AB1234567"), r.all(part, source.Position{}))
}

func TestDownloadLeavesNothingBehind(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, threeNumbers) })
	dir := t.TempDir()
	r := download(t, address, source.Options{TempDir: dir})
	r.open(r.part(), source.Position{})
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left, "also while it is read: the process may be killed")
}

func TestDownloadFromAServerThatDoesNotAnswerHEAD(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		w.Header().Set("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT")
		_, _ = io.WriteString(w, threeNumbers)
	})
	r := download(t, address, source.Options{})
	part := r.part()
	require.Equal(t, "Tue, 24 Nov 2026 10:00:00 GMT", part.Version)
	require.Len(t, r.all(part, source.Position{}), 3)
}

func TestDownloadWithoutAVersionNeverChanges(t *testing.T) {
	var asked atomic.Int64
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = io.WriteString(w, threeNumbers)
	})
	r := download(t, address, source.Options{})
	part := r.part()
	before := asked.Load()
	changed, err := r.Changed(t.Context(), part)
	require.NoError(t, err)
	require.False(t, changed)
	require.Equal(t, before, asked.Load())
	require.Equal(t, payloads("AB1234567"), r.all(part, source.Position{Row: 2}))
}

func TestAnswersThatGiveNoRows(t *testing.T) {
	for status, c := range map[int]struct {
		want    string
		passing bool
	}{
		401: {"is refused: the server answers 401 Unauthorized: see source.headers", false},
		403: {"is refused: the server answers 403 Forbidden", false},
		404: {"is not there: the server answers 404 Not Found: see the address", false},
		400: {"is not given: the server answers 400 Bad Request", false},
		204: {"is not given: the server answers 204 No Content", false},
		202: {"is not ready: the server answers 202 Accepted", true},
		429: {"is not given now: the server answers 429 Too Many Requests", true},
		500: {"is not given now: the server answers 500 Internal Server Error", true},
		503: {"is not given now: the server answers 503 Service Unavailable", true},
	} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			address := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
			r := download(t, address+"/export.csv?token="+secret, source.Options{})
			_, err := r.Parts(t.Context())
			for _, failed := range []*source.Error{asError(t, err), r.fails(source.Part{Name: address + "/export.csv"}, source.Position{})} {
				require.ErrorContains(t, failed, address+"/export.csv "+c.want)
				require.Equal(t, c.passing, failed.Passing)
				require.NotContains(t, failed.Error(), secret)
			}
		})
	}
}

func TestDownloadOfALoginPage(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/login" {
			http.Redirect(w, r, "/login", http.StatusFound)
			return
		}
		_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html><form>Password</form></html>")
	})
	r := download(t, address+"/export.csv", source.Options{})
	failed := r.fails(r.part(), source.Position{})
	require.ErrorContains(t, failed, "is a web page and holds no rows")
	require.False(t, failed.Passing)
}

func TestDownloadThatIsCutOff(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, threeNumbers)
	})
	r := download(t, address, source.Options{})
	failed := r.fails(r.part(), source.Position{})
	require.ErrorContains(t, failed, "was cut off after 34 bytes: unexpected EOF")
	require.True(t, failed.Passing)
	require.ErrorIs(t, failed, io.ErrUnexpectedEOF)
}

func TestDownloadThatIsTooLarge(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" { // and says so
			w.Header().Set("Content-Length", "1000000")
		} else {
			_ = http.NewResponseController(w).Flush() // and does not
		}
		_, _ = io.WriteString(w, threeNumbers)
	})
	for _, path := range []string{"/long", "/"} {
		failed := download(t, address+path, source.Options{MostBytes: 33}).fails(source.Part{}, source.Position{})
		require.ErrorContains(t, failed, "is larger than 33 bytes")
		require.ErrorIs(t, failed, rows.ErrTooLarge)
		require.False(t, failed.Passing)
	}
	r := download(t, address, source.Options{MostBytes: 34})
	require.Len(t, r.all(r.part(), source.Position{}), 3)
}

func TestDownloadFromNowhere(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for address, want := range map[string]string{
		gone.URL:                   "connection refused: see whether the server is up",
		"http://nowhere.invalid/a": "http://nowhere.invalid/a cannot be reached: ",
	} {
		_, err := download(t, address+"?token="+secret, source.Options{}).Parts(t.Context())
		failed := asError(t, err)
		require.ErrorContains(t, failed, want)
		require.NotContains(t, failed.Error(), secret)
		require.NotContains(t, failed.Err.Error(), secret, "nor in the cause")
		require.True(t, failed.Passing)
	}
}

func TestDownloadFromAServerThatIsNotTrusted(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	_, err := download(t, server.URL, source.Options{}).Parts(t.Context())
	require.ErrorContains(t, err, "has no certificate to be trusted")
	require.False(t, asError(t, err).Passing)
}

func TestRedirectsTakeNoHeadersToAnotherHost(t *testing.T) {
	seen := make(chan http.Header, 4)
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen <- r.Header
		_, _ = io.WriteString(w, threeNumbers)
	})
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/here":
			http.Redirect(w, r, "/there", http.StatusFound)
		case "/there":
			seen <- r.Header
			http.Redirect(w, r, other, http.StatusFound)
		case "/straight":
			http.Redirect(w, r, other, http.StatusFound)
		}
	})
	for _, path := range []string{"/here", "/straight"} {
		r := newReader(t, configs.Import{Source: configs.Source{URL: address + path + "?token=" + secret, AllowPrivate: true, Headers: map[string]configs.Secret{
			"X-Api-Key": secret, "Authorization": "Bearer " + secret,
		}}}, source.Options{})
		require.Len(t, r.all(source.Part{}, source.Position{}), 3)
		if path == "/here" {
			require.Equal(t, secret, (<-seen).Get("X-Api-Key"))
		}
		for name, values := range <-seen {
			require.NotContains(t, strings.Join(values, " "), secret, name)
		}
	}
}

func TestRedirectsInACircle(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) })
	_, err := download(t, address, source.Options{}).Parts(t.Context())
	require.ErrorContains(t, err, "sends from one address to the next, 10 times")
}

func TestAddressThatIsNone(t *testing.T) {
	for _, address := range []string{"http://user:" + secret + "#x@host/", "http://", "http://[" + secret} {
		_, err := source.New(configs.Import{Source: configs.Source{URL: address}}, source.Options{})
		require.ErrorContains(t, asError(t, err), "is no web address")
		require.NotContains(t, err.Error(), secret)
	}
}

// silent is a server that answers, and whose body never comes.
type silent struct{}

func (silent) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.Pipe()
	context.AfterFunc(r.Context(), func() { body.CloseWithError(context.Cause(r.Context())) })
	return &http.Response{StatusCode: http.StatusOK, Body: body, Header: http.Header{}, Request: r}, nil
}

func TestDownloadThatStalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := download(t, "http://192.0.2.1/a", source.Options{Transport: silent{}})
		began := time.Now()
		failed := r.fails(source.Part{}, source.Position{})
		require.ErrorContains(t, failed, "was cut off after 0 bytes: nothing came for 5m0s")
		require.True(t, failed.Passing)
		require.Equal(t, 5*time.Minute, time.Since(began))

		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(errors.New("the run ends")) })
		_, err := r.Open(ctx, source.Part{}, source.Position{})
		require.ErrorContains(t, err, "the run ends")
		require.NotErrorAs(t, err, new(*source.Error))
	})
}
