// Package sourcetest is a source of imports in memory, for the tests of those who read one.
package sourcetest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/trackreg/trackreg/internal/importer/source"
	"github.com/trackreg/trackreg/internal/rows"
)

// Memory is a source of CSV texts. Its fields are set before it is read; its methods are safe for
// concurrent use.
type Memory struct {
	Left     []*source.Error   // files that are not read
	Away     error             // of the source as a whole
	Opened   []source.Position // where parts were opened, the latest last
	Lost     bool              // what was read of parts is not there any more
	Shuffled bool              // Open goes back to where the rows behind the key begin

	mu       sync.Mutex
	files    []file
	finished []string
	breaks   map[string]error // by the part: at the row below
	breakAt  int64
}

// file is one part.
type file struct{ name, version, text string }

// Put puts a part in the place of that of its name.
func (m *Memory) Put(name, version, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files = slices.DeleteFunc(m.files, func(f file) bool { return f.name == name })
	m.files = append(m.files, file{name, version, text})
}

// Fail has the reading of a part fail at a row; nil: no more.
func (m *Memory) Fail(name string, at int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.breaks, m.breakAt = map[string]error{name: err}, at
}

// Done are the parts that were finished, in that order.
func (m *Memory) Done() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.finished)
}

// Parts implements [source.Source].
func (m *Memory) Parts(context.Context) (source.Listing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	parts := make([]source.Part, len(m.files))
	for i, f := range m.files {
		parts[i] = source.Part{Name: f.name, Size: int64(len(f.text)), Version: f.version}
	}
	return source.Listing{Parts: parts, Left: m.Left}, m.Away
}

// Open implements [source.Source].
func (m *Memory) Open(_ context.Context, p source.Part, at source.Position) (source.Rows, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Opened = append(m.Opened, at)
	i := slices.IndexFunc(m.files, func(f file) bool { return f.name == p.Name && f.version == p.Version })
	if i < 0 {
		return nil, &source.Error{Part: p.Name, Problem: "has changed", Err: source.ErrChanged}
	}
	reader, err := rows.Open(strings.NewReader(m.files[i].text), rows.Options{Name: p.Name + ".csv", Sourced: true})
	if err != nil {
		return nil, &source.Error{Part: p.Name, Problem: err.Error()}
	}
	if m.Lost && at.Row > 0 {
		return nil, &source.Error{Part: p.Name, Problem: "has other rows", Err: source.ErrChanged}
	}
	if m.Shuffled {
		at.Row, at.Past = at.Row-at.Past, 0
	}
	if err := reader.Skip(at.Row); err != nil {
		return nil, err
	}
	total := int64(strings.Count(m.files[i].text, "\n"))
	return &memoryRows{Reader: reader, of: m, name: p.Name, at: at, total: total}, nil
}

// Changed implements [source.Source].
func (m *Memory) Changed(context.Context, source.Part) (bool, error) { return false, nil }

// Finish implements [source.Source].
func (m *Memory) Finish(_ context.Context, p source.Part) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(m.finished, p.Name) {
		m.finished = append(m.finished, p.Name)
	}
	return p.Version == "", nil
}

type memoryRows struct {
	*rows.Reader
	of    *Memory
	name  string
	at    source.Position
	total int64
}

// Read implements [source.Rows].
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

// Position implements [source.Rows].
func (r *memoryRows) Position() source.Position { return r.at }

// Share implements [source.Rows].
func (r *memoryRows) Share() float64 { return float64(r.at.Row) / float64(r.total) }

// CSV is a file of numbers, each with what stands behind it in its row.
func CSV(numbers ...string) string {
	return "number,carrier,note\n" + strings.Join(numbers, "\n") + "\n"
}

// Numbers are n rows of different numbers with a prefix.
func Numbers(prefix string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("%s%06d,3011,row %d", prefix, i, i)
	}
	return all
}
