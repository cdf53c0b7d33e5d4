package web_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/known"
	"github.com/trackreg/trackreg/internal/redisconn/redistest"
	"github.com/trackreg/trackreg/internal/web"
	"github.com/trackreg/trackreg/queue"
)

// answeredFile is the answer to a file.
type answeredFile struct {
	Error, Mend string
	Account     string
	Queue       string
	Enqueued    int64
	Duplicate   int64
	Known       int64
	Rows        int64
	Valid       int64
	Invalid     int64
	Calls       int64
	Input       string
	Columns     []struct{ Field, Column, Letter string }
	Unread      []string          `json:"unread_columns"`
	First       []json.RawMessage `json:"first_entries"`
	Bad         []struct {
		Line   int
		Reason string
	} `json:"bad_rows"`
}

// file posts one.
func (r *rig) file(query, text string, changes ...change) (reply, answeredFile) {
	r.t.Helper()
	asRaw := func(q *http.Request) { q.Header.Set("Content-Type", "application/octet-stream") }
	got := r.do("POST", "/api/v1/files"+query, text, append([]change{asRaw}, changes...)...)
	var answer answeredFile
	require.NoError(r.t, json.Unmarshal([]byte(got.body), &answer), string(got.body))
	return got, answer
}

const parcelsFile = "Report\nOrder;Tracking number;Land;Note\nA1;RR123456785CN / RR123456799CN;Deutschland;x\nA2;1.2E+17;;\n"

func TestAFileIsShownAndThenQueued(t *testing.T) {
	r := serve(t, redistest.Start(t).Client()).described()
	got, answer := r.file("?dry_run=1&name=parcels.csv&account=shop", parcelsFile)
	require.Equal(t, http.StatusOK, got.status, string(got.body))
	require.Equal(t, "parcels.csv", answer.Input)
	require.EqualValues(t, 3, answer.Rows)
	require.EqualValues(t, 2, answer.Valid)
	require.EqualValues(t, 1, answer.Calls)
	require.Len(t, answer.Columns, 3)
	require.Equal(t, "B", answer.Columns[1].Letter)
	require.Equal(t, []string{"Note"}, answer.Unread)
	require.JSONEq(t, `{"order_no":"A1","number":"RR123456799CN","destination_country":"DE"}`, string(answer.First[1]))
	require.Equal(t, 4, answer.Bad[0].Line)
	counts, err := queue.ReadCounts(t.Context(), r.rdb, "shop-bulk")
	require.NoError(t, err)
	require.Zero(t, counts[0].Pending, "a dry run queues nothing")

	for _, duplicate := range []int64{0, 2} {
		got, answer = r.file("?account=shop", parcelsFile)
		require.Equal(t, http.StatusAccepted, got.status, string(got.body))
		require.Equal(t, "bulk", answer.Queue)
		require.Equal(t, 2-duplicate, answer.Enqueued)
		require.Equal(t, duplicate, answer.Duplicate)
		require.EqualValues(t, 1, answer.Invalid)
	}
	counts, err = queue.ReadCounts(t.Context(), r.rdb, "shop-bulk")
	require.NoError(t, err)
	require.EqualValues(t, 2, counts[0].Pending)
}

func TestAFilesKnownNumbersAreLeftOut(t *testing.T) {
	rdb := redistest.Start(t).Client()
	r := serve(t, rdb, func(o *web.Options) { o.KnownMonths = map[string]int{"shop": 4} }).described()
	_, err := known.NewRecord(rdb, "shop", 4).Add(t.Context(), []string{queue.Entry{Number: "RR123456785CN"}.Identity(queue.Register)})
	require.NoError(t, err)

	for _, c := range []struct {
		query                  string
		enqueued, known, twice int64
	}{
		{"?account=main", 2, 0, 0}, // keeps no record
		{"?account=shop", 1, 1, 0},
		{"?account=shop", 0, 1, 1},
		{"?account=shop&force=1", 1, 0, 1},
	} {
		got, answer := r.file(c.query, parcelsFile)
		require.Equal(t, http.StatusAccepted, got.status, string(got.body))
		require.Equal(t, []int64{c.enqueued, c.known, c.twice}, []int64{answer.Enqueued, answer.Known, answer.Duplicate}, c.query)
	}
	outcomes, err := rdb.XRange(t.Context(), "trackreg:{shop}:out", "-", "+").Result()
	require.NoError(t, err)
	require.Len(t, outcomes, 2)
	require.Equal(t, "known", outcomes[0].Values["outcome"])
	require.Equal(t, "RR123456785CN", outcomes[0].Values["number"])
}

func TestAFileOfAForm(t *testing.T) {
	r := serve(t, redistest.Start(t).Client()).described()
	form := func(files ...string) (string, change) {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		require.NoError(t, w.WriteField("note", "x"))
		for _, name := range files {
			part, err := w.CreateFormFile("file", name)
			require.NoError(t, err)
			_, err = part.Write([]byte(parcelsFile))
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		return body.String(), func(q *http.Request) { q.Header.Set("Content-Type", w.FormDataContentType()) }
	}
	body, media := form(`C:\out\parcels.csv`)
	got, answer := r.file("?dry_run=1", body, media)
	require.Equal(t, http.StatusOK, got.status, string(got.body))
	require.Equal(t, "parcels.csv", answer.Input)
	for _, files := range [][]string{{}, {"a.csv", "b.csv"}} {
		body, media := form(files...)
		got, answer := r.file("", body, media)
		require.Equal(t, http.StatusUnprocessableEntity, got.status)
		require.Contains(t, answer.Error, "the form holds")
	}
	body, media = form("a.csv")
	got, answer = r.file("", body[:len(body)-80], media)
	require.Equal(t, http.StatusBadRequest, got.status, string(got.body))
	require.Contains(t, answer.Error, "broke off")
}

func TestFilesThatAreRefused(t *testing.T) {
	r := serve(t, redistest.Start(t).Client()).described()
	for _, c := range []struct {
		query, text string
		status      int
		says        string
	}{
		{"", "\n", http.StatusUnprocessableEntity, "there is nothing to read"},
		{"", "<html></html>", http.StatusUnprocessableEntity, "is a web page"},
		{"", "Tracking no,Tracking no\nRR123456785CN,RR123456799CN\n", http.StatusUnprocessableEntity, "more than one column"},
		{"", "number\n1.2E+17\n", http.StatusUnprocessableEntity, "none of the rows can be enqueued"},
		{"?column=number=Parcel", parcelsFile, http.StatusUnprocessableEntity, `no column is headed "Parcel"`},
		{"?account=nobody", parcelsFile, http.StatusNotFound, "no account"},
		{"?queue=fast", parcelsFile, http.StatusBadRequest, "not known"},
		{"?quick=1", parcelsFile, http.StatusBadRequest, `"quick" is not known`},
		{"?dry_run=maybe", parcelsFile, http.StatusBadRequest, "neither yes nor no"},
		{"?dates=ymd", parcelsFile, http.StatusBadRequest, "dates"},
		{"?encoding=klingon", parcelsFile, http.StatusBadRequest, "klingon"},
		{"?header_row=0", parcelsFile, http.StatusBadRequest, "no line"},
		{"?header_row=2&no_header=1", parcelsFile, http.StatusBadRequest, "exclude each other"},
		{"?carrier=DHL", parcelsFile, http.StatusBadRequest, "is no pair"},
		{"?carrier=DHL=x", parcelsFile, http.StatusBadRequest, "is no carrier's code"},
		{"?name=a&name=b", parcelsFile, http.StatusBadRequest, "comes 2 times"},
		{"", strings.Repeat("x", 64<<20+1), http.StatusRequestEntityTooLarge, "larger than"},
	} {
		got, answer := r.file(c.query, c.text)
		require.Equal(t, c.status, got.status, "%s: %s", c.query, got.body)
		require.Contains(t, answer.Error, c.says)
		require.NotEmpty(t, answer.Mend)
	}
	counts, err := queue.ReadCounts(t.Context(), r.rdb, "main-bulk", "main-live")
	require.NoError(t, err)
	require.Zero(t, counts[0].Pending+counts[1].Pending)
	require.Equal(t, http.StatusUnauthorized, r.do("POST", "/api/v1/files", parcelsFile, func(q *http.Request) { q.Header.Del("Authorization") }).status)
}

// TestAFileThatIsCutOffInItsPackingTellsHowManyWereQueued: to send it again queues the rest alone.
func TestAFileThatIsCutOffInItsPackingTellsHowManyWereQueued(t *testing.T) {
	r := serve(t, redistest.Start(t).Client()).described()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte("number\n"))
	require.NoError(t, err)
	for i := range 20_000 {
		_, err := fmt.Fprintf(w, "RR%09dCN\n", i*7919%1_000_000_007)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	got, answer := r.file("?name=x.csv.gz", packed.String()[:packed.Len()/2])
	require.Equal(t, http.StatusUnprocessableEntity, got.status)
	require.Contains(t, answer.Error, "is cut off")
	require.NotZero(t, answer.Enqueued)
	queued := answer.Enqueued
	got, answer = r.file("?name=x.csv.gz", packed.String())
	require.Equal(t, http.StatusAccepted, got.status)
	require.Equal(t, queued, answer.Duplicate)
	require.Equal(t, 20_000-queued, answer.Enqueued)
}

func TestWhatIsSaidOfAFileIsObeyed(t *testing.T) {
	r := serve(t, redistest.Start(t).Client()).described()
	query := url.Values{
		"dry_run": {"1"}, "column": {"number=C", "order_no=A"}, "no_header": {"1"}, "split": {"0"}, "queue": {"live"},
		"carrier": {"Haus=3011"}, "ignore": {"B"},
	}
	_, answer := r.file("?"+query.Encode(), "A1,x,RR123456785CN\nA2,y,RR123456785CN;RR123456799CN\n")
	require.EqualValues(t, 1, answer.Valid, answer.Error)
	require.Contains(t, answer.Bad[0].Reason, "is two numbers in one cell")
	require.Equal(t, []string{"B"}, answer.Unread)
}
