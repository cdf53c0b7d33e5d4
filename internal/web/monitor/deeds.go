package monitor

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/rs/zerolog"

	"github.com/trackreg/trackreg/internal/audit"
	"github.com/trackreg/trackreg/internal/web/caller"
)

const (
	// idsMost bounds how many ids of tasks a deed names.
	idsMost = 10
	// whatMost bounds how much of a path it has, in bytes.
	whatMost = 500
)

// deeds writes in the audit what is changed by asynqmon.
type deeds struct {
	recorder *audit.Recorder
	accounts []string
	log      zerolog.Logger
}

// pass has asynqmon make a change, and writes it in the audit where it is made, before the answer
// says so. What cannot be written there is done nevertheless, and logged.
func (d *deeds) pass(w http.ResponseWriter, r *http.Request, asynqmon http.Handler) {
	body, err := io.ReadAll(r.Body)
	rest := r.Body
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), failing{err}), rest}
	answer := &captured{header: w.Header(), status: http.StatusOK}
	asynqmon.ServeHTTP(answer, r)
	if answer.status < http.StatusBadRequest {
		d.note(r, body, answer.body.Bytes())
	}
	w.WriteHeader(answer.status)
	_, _ = w.Write(answer.body.Bytes()) // what is wrong with the connection is the client's to notice
}

// failing reads nothing but the error that there was; nil is the end.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err == nil {
		return 0, io.EOF
	}
	return 0, f.err
}

func (d *deeds) note(r *http.Request, asked, answered []byte) {
	deed := audit.Deed{
		Who: caller.Of(r.Context()).Who(), Via: audit.ViaAsynqmon, What: shortened(r.URL.Path), Filter: namedIn(asked), Count: counted(answered),
	}
	for _, account := range d.concerned(r.URL.Path) {
		deed.Account = account
		if err := d.recorder.Record(r.Context(), deed); err != nil {
			d.log.Warn().Err(err).Str("path", deed.What).Msg("asynqmon changed something, and the audit does not say so")
		}
	}
}

// concerned are the accounts whose queue it is; all where it is none's, such as that of imports.
func (d *deeds) concerned(path string) []string {
	queue, _ := strings.CutPrefix(path, strings.TrimSuffix(Path, "/")+apiPath+"queues/")
	if account, _, _ := strings.Cut(queue, "-"); slices.Contains(d.accounts, account) {
		return []string{account}
	}
	return d.accounts
}

func shortened(path string) string {
	if len(path) > whatMost {
		return strings.ToValidUTF8(path[:whatMost], "") + "…"
	}
	return path
}

// namedIn are the tasks that a request names in its body.
func namedIn(body []byte) string {
	var asked struct {
		IDs []string `json:"task_ids"`
	}
	if json.Unmarshal(body, &asked) != nil || len(asked.IDs) == 0 {
		return ""
	}
	more := ""
	if len(asked.IDs) > idsMost {
		asked.IDs, more = asked.IDs[:idsMost], ",…"
	}
	return audit.Pairs("tasks", strings.Join(asked.IDs, ",")+more)
}

// counted is how many tasks asynqmon says that it dealt with; nil where it does not say.
func counted(answer []byte) *int {
	var told map[string]json.RawMessage
	if json.Unmarshal(answer, &told) != nil {
		return nil
	}
	for name, value := range told {
		var n int
		var ids []string
		switch {
		case name == "failed_ids" || name == "error_ids":
		case json.Unmarshal(value, &n) == nil:
			return &n
		case json.Unmarshal(value, &ids) == nil:
			return new(len(ids))
		}
	}
	return nil
}
