package web

import (
	"errors"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"strings"

	"github.com/trackreg/trackreg/internal/tempfile"
)

// receive writes the body to a temporary file without a name, so that a file that breaks off queues
// nothing, and none fills the memory. The body is the file, or a form that holds one.
func (f *files) receive(w http.ResponseWriter, r *http.Request, asked *askedFile) (*os.File, error) {
	body := f.intake.patient(w, http.MaxBytesReader(w, r.Body, fileMost))
	done := body.interrupt()
	defer done()
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && r.Header.Get("Content-Type") != "" && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return nil, refuse(http.StatusUnsupportedMediaType, "send the file as it is, as application/octet-stream, or multipart/form-data with one file", "the Content-Type cannot be read")
	}
	if media != "multipart/form-data" {
		return kept(body)
	}
	return fromForm(multipart.NewReader(body, params["boundary"]), asked)
}

// fromForm keeps the only file of a form. Its name is the input's, where the query gives none.
func fromForm(form *multipart.Reader, asked *askedFile) (file *os.File, err error) {
	defer func() {
		if err != nil && file != nil {
			_ = tempfile.Discard(file) // the other error is what matters
			file = nil
		}
	}()
	for {
		part, err := form.NextPart()
		switch {
		case err == io.EOF && file == nil: // one that is wrapped is of a form that breaks off
			return nil, refuse(http.StatusUnprocessableEntity, "put one file in it", "the form holds no file")
		case err == io.EOF:
			return file, nil
		case err != nil:
			return file, err
		case part.FileName() == "":
			continue
		case file != nil:
			return file, refuse(http.StatusUnprocessableEntity, "send one file at a time", "the form holds more than one file")
		}
		if asked.reading.Name == unnamed {
			asked.reading.Name = named(part.FileName())
		}
		if file, err = kept(part); err != nil {
			return nil, err
		}
	}
}

// kept copies a file to a temporary one and goes back to its beginning.
func kept(from io.Reader) (*os.File, error) {
	file, err := tempfile.New("")
	if err != nil {
		return nil, refuse(http.StatusInternalServerError, "see that the worker has a folder for temporary files, which TMPDIR names, with room in it", "the file cannot be kept while it is read")
	}
	_, err = io.Copy(file, from)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err == nil {
		return file, nil
	}
	_ = tempfile.Discard(file) // the other error is what matters
	var full *fs.PathError
	if errors.As(err, &full) {
		return nil, refuse(http.StatusInsufficientStorage, "make room on the worker's disk, where its temporary files lie", "the file cannot be kept while it is read")
	}
	return nil, err
}

// unnamed is the name of a file that has none.
const unnamed = "the file"

// named is a file's name as it is shown: without folders, and short.
func named(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if runes := []rune(name); len(runes) > 100 {
		name = string(runes[:100])
	}
	if name == "." || name == "/" || name == "" {
		return unnamed
	}
	return name
}
