package history

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Span is how much of a history is shown at once, and in steps of which width.
type Span struct {
	Name  string
	Over  time.Duration
	Step  time.Duration
	parts resolution
}

// Spans are those that there are, the shortest first.
func Spans() []Span {
	return []Span{
		{"hour", time.Hour, time.Minute, minutes},
		{"day", day, time.Hour, hours},
		{"week", 7 * day, time.Hour, hours},
		{"quarter", 90 * day, day, days},
	}
}

// SpanOf returns the span of a name; false: there is none.
func SpanOf(name string) (Span, bool) {
	for _, s := range Spans() {
		if s.Name == name {
			return s, true
		}
	}
	return Span{}, false
}

// Point is what happened in one step.
type Point struct {
	At time.Time // its beginning
	Bucket
}

// Story is what happened in a span.
type Story struct {
	From, To time.Time // whole steps, the last of which is under way; UTC
	Step     time.Duration
	Points   []Point // one for each step, the oldest first
	Spells   []Spell // that reach into the span, the oldest first
}

// Sum is all of it in one.
func (s Story) Sum() Bucket {
	var sum Bucket
	for _, p := range s.Points {
		sum.merge(p.Bucket)
	}
	return sum
}

// Read returns what happened in the span that ends now, by Redis's clock. Errors are Redis's, wrapped.
func (r *Record) Read(ctx context.Context, span Span) (Story, error) {
	s, err := r.read(ctx, span)
	if err != nil {
		return Story{}, fmt.Errorf("read the history of account %s: %w", r.account, err)
	}
	return s, nil
}

func (r *Record) read(ctx context.Context, span Span) (Story, error) {
	now, err := r.rdb.Time(ctx).Result()
	if err != nil {
		return Story{}, err
	}
	s := Story{To: now.UTC().Truncate(span.Step).Add(span.Step), Step: span.Step}
	s.From = s.To.Add(-span.Over)
	for at := s.From; at.Before(s.To); at = at.Add(s.Step) {
		s.Points = append(s.Points, Point{At: at})
	}
	var hashes []*redis.MapStringStringCmd
	var spells *redis.StringSliceCmd
	var newest *redis.StringCmd
	_, err = r.rdb.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		for at := span.parts.begin(s.From); at.Before(s.To); at = at.Add(span.parts.each) {
			hashes = append(hashes, pipe.HGetAll(ctx, r.key(span.parts, at)))
		}
		spells, newest = pipe.LRange(ctx, r.spellsKey(), 0, -1), pipe.Get(ctx, r.newestKey())
		return nil
	})
	if err != nil && !errors.Is(err, redis.Nil) { // of an account of which there is no reading yet
		return Story{}, err
	}
	for _, hash := range hashes {
		s.fill(span.parts, hash.Val())
	}
	s.Spells = spellsOf(spells.Val(), newest.Val())
	for len(s.Spells) > 0 && !s.Spells[0].To.After(s.From) {
		s.Spells = s.Spells[1:]
	}
	return s, nil
}

// fill adds the buckets of a hash to the points.
func (s *Story) fill(parts resolution, buckets map[string]string) {
	for field, text := range buckets {
		at, err := time.Parse(parts.entry, field)
		if err != nil || at.Before(s.From) {
			continue
		}
		if i := int(at.Sub(s.From) / s.Step); i < len(s.Points) {
			s.Points[i].merge(read(text))
		}
	}
}
