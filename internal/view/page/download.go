package page

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/trackreg/trackreg/internal/rows"
	"github.com/trackreg/trackreg/internal/view/failures"
	"github.com/trackreg/trackreg/queue"
)

const (
	// downloadsMost bounds the downloads at once: each reads the whole record.
	downloadsMost = 4
	// firstByte bounds the wait for a download's first byte, and each further one.
	firstByte = 2 * time.Minute
)

// export is how a download is written.
type export func(ctx context.Context, record *queue.Failures, pick queue.Filter, w io.Writer) (int, error)

func (p *Page) failuresCSV(w http.ResponseWriter, r *http.Request) *refusal {
	return p.download(w, r, "text/csv; charset=utf-8", ".csv", exportAs(rows.CSV))
}

func (p *Page) failuresXLSX(w http.ResponseWriter, r *http.Request) *refusal {
	return p.download(w, r, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", exportAs(rows.XLSX))
}

func exportAs(format rows.Format) export {
	return func(ctx context.Context, record *queue.Failures, pick queue.Filter, w io.Writer) (int, error) {
		return failures.Export(ctx, record, pick, format, w)
	}
}

func (p *Page) failuresJSON(w http.ResponseWriter, r *http.Request) *refusal {
	return p.download(w, r, "application/json", "", failures.ExportJSON)
}

// download writes the failures that are picked while they are read.
func (p *Page) download(w http.ResponseWriter, r *http.Request, media, ext string, write export) *refusal {
	account, pick, refused := p.picked(w, r)
	if refused != nil {
		return refused
	}
	select {
	case p.downloads <- struct{}{}:
		defer func() { <-p.downloads }()
	default:
		w.Header().Set("Retry-After", "10")
		return refuse(http.StatusServiceUnavailable, "try again when one of them has ended", "%d downloads are under way", downloadsMost)
	}
	h := w.Header()
	h.Set("Content-Type", media)
	if ext != "" {
		h.Set("Content-Disposition", `attachment; filename="`+fileName(account.Name, pick)+ext+`"`)
	}
	out := &patientWriter{w: w, rc: http.NewResponseController(w)}
	out.wait()
	if _, err := write(r.Context(), queue.NewFailures(p.o.Redis, account.Name), pick, out); err != nil {
		if out.begun {
			panic(http.ErrAbortHandler) // half a file must not look like a whole one
		}
		h.Del("Content-Disposition")
		return failed(err)
	}
	return nil
}

// fileName says what is in the file. What was asked for may hold anything.
func fileName(account string, pick queue.Filter) string {
	name := account
	for _, part := range []string{pick.Class, pick.Remedy} {
		if part != "" {
			name += "-" + part
		}
	}
	safe := func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-' {
			return c
		}
		return '_'
	}
	return strings.Map(safe, name) + ".failures"
}

// patientWriter gives a client time for each piece, however long the whole takes.
type patientWriter struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	begun bool
}

func (w *patientWriter) wait() { _ = w.rc.SetWriteDeadline(time.Now().Add(firstByte)) }

func (w *patientWriter) Write(b []byte) (int, error) {
	w.begun = true
	w.wait()
	return w.w.Write(b)
}
