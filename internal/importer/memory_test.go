package importer_test

import (
	"context"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/rows"
)

// memory is a source of CSV texts.
type memory struct {
	mu       sync.Mutex
	files    []file
	finished []string
	left     []*source.Error  // files that are not read
	away     error            // of the source as a whole
	breaks   map[string]error // by the part: at the row below
	breakAt  int64
	opened   []source.Position
	changed  bool // what was read of parts is not there any more
	shuffled bool // Open goes back to where the rows behind the key begin
}

// file is one part.
type file struct{ name, version, text string }

// put puts a part in the place of that of its name.
func (m *memory) put(name, version, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files = slices.DeleteFunc(m.files, func(f file) bool { return f.name == name })
	m.files = append(m.files, file{name, version, text})
}

// fail has the reading of a part fail at a row; nil: no more.
func (m *memory) fail(name string, at int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.breaks, m.breakAt = map[string]error{name: err}, at
}

func (m *memory) done() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.finished)
}

func (m *memory) Parts(context.Context) (source.Listing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	parts := make([]source.Part, len(m.files))
	for i, f := range m.files {
		parts[i] = source.Part{Name: f.name, Size: int64(len(f.text)), Version: f.version}
	}
	return source.Listing{Parts: parts, Left: m.left}, m.away
}

func (m *memory) Open(_ context.Context, p source.Part, at source.Position) (source.Rows, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.opened = append(m.opened, at)
	i := slices.IndexFunc(m.files, func(f file) bool { return f.name == p.Name && f.version == p.Version })
	if i < 0 {
		return nil, &source.Error{Part: p.Name, Problem: "has changed", Err: source.ErrChanged}
	}
	reader, err := rows.Open(strings.NewReader(m.files[i].text), rows.Options{Name: p.Name + ".csv"})
	if err != nil {
		return nil, &source.Error{Part: p.Name, Problem: err.Error()}
	}
	if m.changed && at.Row > 0 {
		return nil, &source.Error{Part: p.Name, Problem: "has other rows", Err: source.ErrChanged}
	}
	if m.shuffled {
		at.Row, at.Past = at.Row-at.Past, 0
	}
	if err := reader.Skip(at.Row); err != nil {
		return nil, err
	}
	total := int64(strings.Count(m.files[i].text, "\n"))
	return &memoryRows{Reader: reader, of: m, name: p.Name, at: at, total: total}, nil
}

func (m *memory) Changed(context.Context, source.Part) (bool, error) { return false, nil }

func (m *memory) Finish(_ context.Context, p source.Part) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(m.finished, p.Name) {
		m.finished = append(m.finished, p.Name)
	}
	return p.Version == "", nil
}

type memoryRows struct {
	*rows.Reader
	of    *memory
	name  string
	at    source.Position
	total int64
}

func (r *memoryRows) Read() (rows.Row, error) {
	r.of.mu.Lock()
	err := r.of.breaks[r.name]
	broken := err != nil && r.at.Row >= r.of.breakAt
	r.of.mu.Unlock()
	if broken {
		return rows.Row{}, err
	}
	row, err := r.Reader.Read()
	if err == nil {
		r.at.Row++
	} else if err != io.EOF {
		err = &source.Error{Part: r.name, Problem: err.Error()}
	}
	return row, err
}

func (r *memoryRows) Position() source.Position { return r.at }
func (r *memoryRows) Share() float64            { return float64(r.at.Row) / float64(r.total) }
