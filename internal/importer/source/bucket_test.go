package source_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// bucketServer is an S3-compatible server with the bucket shipping in it.
type bucketServer struct {
	t       *testing.T
	backend *s3mem.Backend
	url     string
}

// newBucketServer starts one. Wrap may stand before it.
func newBucketServer(t *testing.T, wrap func(http.Handler) http.Handler) *bucketServer {
	t.Helper()
	s := &bucketServer{t: t, backend: s3mem.New()}
	require.NoError(t, s.backend.CreateBucket("shipping"))
	handler := gofakes3.New(s.backend).Server()
	if wrap != nil {
		handler = wrap(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *bucketServer) put(key, text string) {
	s.t.Helper()
	meta := map[string]string{"Last-Modified": "Tue, 24 Nov 2026 10:00:00 GMT"}
	_, err := s.backend.PutObject("shipping", key, meta, strings.NewReader(text), int64(len(text)), nil)
	require.NoError(s.t, err)
}

func (s *bucketServer) reader(key string) *reader {
	s.t.Helper()
	return newReader(s.t, configs.Import{Source: configs.Source{
		Bucket: "s3://shipping/" + key, Endpoint: s.url, Region: "us-east-1", AccessKey: "somebody", SecretKey: secret,
	}}, source.Options{})
}

func TestBucket(t *testing.T) {
	s := newBucketServer(t, nil)
	s.put("daily/numbers.csv", threeNumbers)
	r := s.reader("daily/numbers.csv")
	part := r.part()
	require.Equal(t, "s3://shipping/daily/numbers.csv", part.Name)
	require.EqualValues(t, len(threeNumbers), part.Size)
	require.NotEmpty(t, part.Version)

	rows := r.open(part, source.Position{})
	_, err := rows.Read()
	require.NoError(t, err)
	require.Equal(t, payloads("AB123456", "AB1234567"), r.all(part, rows.Position()))
	changed, err := r.Changed(t.Context(), part)
	require.NoError(t, err)
	require.False(t, changed)
	moved, err := r.Finish(t.Context(), part)
	require.NoError(t, err)
	require.False(t, moved)

	s.put("daily/numbers.csv", "number\nAB1\n")
	changed, err = r.Changed(t.Context(), part)
	require.NoError(t, err)
	require.True(t, changed)
	require.ErrorIs(t, r.fails(part, source.Position{}), source.ErrChanged)
	require.NotEqual(t, part.Version, r.part().Version)
}

func TestBucketPattern(t *testing.T) {
	s := newBucketServer(t, nil)
	for _, key := range []string{"daily/b.csv", "daily/a.csv", "daily/c.txt", "daily/old/d.csv", "weekly/e.csv", "top.csv"} {
		s.put(key, threeNumbers)
	}
	s.put("daily/folder/", "")
	for pattern, want := range map[string][]string{
		"daily/*.csv":   {"daily/a.csv", "daily/b.csv"},
		"daily/[b-z].*": {"daily/b.csv", "daily/c.txt"},
		"*/?.csv":       {"daily/a.csv", "daily/b.csv", "weekly/e.csv"},
		"*":             {"top.csv"},
		"daily/*":       {"daily/a.csv", "daily/b.csv", "daily/c.txt"},
		"monthly/*.csv": nil,
	} {
		var got []string
		for _, part := range s.reader(pattern).parts() {
			got = append(got, strings.TrimPrefix(part.Name, "s3://shipping/"))
		}
		require.Equal(t, want, got, pattern)
	}
	r := s.reader("daily/*.csv")
	require.Equal(t, payloads("AB1234567"), r.all(r.parts()[1], source.Position{Row: 2}))
}

func TestBucketOfManyObjects(t *testing.T) {
	s := newBucketServer(t, nil)
	for i := range 1500 { // a listing has at most 1,000
		s.put(fmt.Sprintf("daily/%04d.csv", i), "x")
	}
	parts := s.reader("daily/*.csv").parts()
	require.Len(t, parts, 1500)
	require.Equal(t, "s3://shipping/daily/1499.csv", parts[1499].Name)
}

func TestBucketThatGivesNothing(t *testing.T) {
	s := newBucketServer(t, nil)
	_, err := s.reader("missing.csv").Parts(t.Context())
	failed := asError(t, err)
	require.ErrorContains(t, failed, "s3://shipping/missing.csv is not there: the server answers 404 Not Found (NoSuchKey)")
	require.False(t, failed.Passing)

	r := newReader(t, configs.Import{Source: configs.Source{Bucket: "s3://nowhere/*.csv", Endpoint: s.url, Region: "x", AccessKey: "a", SecretKey: secret}}, source.Options{})
	_, err = r.Parts(t.Context())
	require.ErrorContains(t, asError(t, err), "s3://nowhere/*.csv is not there: the server answers 404 Not Found (NoSuchBucket)")

	gone := source.Part{Name: "s3://shipping/gone.csv", Version: "v"}
	changed, err := s.reader("*.csv").Changed(t.Context(), gone)
	require.NoError(t, err)
	require.True(t, changed)
	require.ErrorContains(t, s.reader("*.csv").fails(gone, source.Position{}), "s3://shipping/gone.csv is not there")
}

func TestBucketThatRefuses(t *testing.T) {
	for status, passing := range map[int]bool{403: false, 500: true, 503: true} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			s := newBucketServer(t, func(http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(status)
					_, _ = io.WriteString(w, "<Error><Code>AccessDenied</Code><Message>no "+secret+"</Message></Error>")
				})
			})
			for _, key := range []string{"daily/*.csv", "daily/numbers.csv"} {
				_, err := s.reader(key).Parts(t.Context())
				for _, failed := range []*source.Error{asError(t, err), s.reader(key).fails(source.Part{Name: "s3://shipping/a"}, source.Position{})} {
					require.ErrorContains(t, failed, fmt.Sprintf("the server answers %d", status))
					require.Equal(t, passing, failed.Passing)
					require.NotContains(t, failed.Error(), secret)
				}
			}
		})
	}
}

func TestBucketOfAServerThatIsGone(t *testing.T) {
	s := newBucketServer(t, nil)
	r := newReader(t, configs.Import{Source: configs.Source{Bucket: "s3://shipping/*", Endpoint: "http://127.0.0.1:1", Region: "x", AccessKey: "a", SecretKey: secret}}, source.Options{})
	_, err := r.Parts(t.Context())
	require.ErrorContains(t, err, "s3://shipping/* cannot be reached: ")
	require.True(t, asError(t, err).Passing)
	require.NotContains(t, err.Error(), secret)
	require.NotEmpty(t, s.url)
}

func TestObjectThatIsCutOff(t *testing.T) {
	s := newBucketServer(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, ".csv") {
				w.Header().Set("Content-Length", "1000")
				w.Header().Set("ETag", `"v"`)
				w.Header().Set("Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT")
				_, _ = io.WriteString(w, threeNumbers)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	failed := s.reader("a.csv").fails(source.Part{Name: "s3://shipping/a.csv", Version: "v"}, source.Position{})
	require.ErrorContains(t, failed, "s3://shipping/a.csv was cut off after 34 bytes")
	require.True(t, failed.Passing)
}

func TestBucketThatIsNone(t *testing.T) {
	for bucket, want := range map[string]string{
		"shipping":      "names no objects of a bucket",
		"s3://shipping": "names no objects of a bucket",
		"s3://b/*.csv":  "source.endpoint is no web address",
	} {
		_, err := source.New(configs.Import{Source: configs.Source{Bucket: bucket, Endpoint: "::"}}, source.Options{})
		require.ErrorContains(t, asError(t, err), want)
	}
	s := newBucketServer(t, nil)
	s.put("a", "x")
	_, err := s.reader("[a").Parts(t.Context())
	require.ErrorContains(t, asError(t, err), "has a pattern that is not closed")
}

// TestBucketWithAWSVariables takes the keys from where AWS's own programs have them.
func TestBucketWithAWSVariables(t *testing.T) {
	seen := make(chan string, 1)
	s := newBucketServer(t, func(http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			select {
			case seen <- r.Header.Get("Authorization"):
			default:
			}
			w.WriteHeader(http.StatusForbidden)
		})
	})
	t.Setenv("AWS_ACCESS_KEY_ID", "from-the-environment")
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	r := newReader(t, configs.Import{Source: configs.Source{Bucket: "s3://shipping/a.csv", Endpoint: s.url, Region: "eu-west-1"}}, source.Options{})
	_, err := r.Parts(t.Context())
	require.Error(t, err)
	authorization := <-seen
	require.Contains(t, authorization, "Credential=from-the-environment/")
	require.Contains(t, authorization, "/eu-west-1/s3/")
}
