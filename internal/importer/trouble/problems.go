package trouble

import (
	"context"
	"fmt"

	"github.com/trackreg/trackreg/internal/importer/ledger"
)

// problemsKept is how many problems of a run are kept: of ten thousand files that cannot be read,
// a hundred say enough.
const problemsKept = 100

// Begin takes over the problems that the ledger has.
func (t *Trouble) Begin(problems []ledger.Problem) { t.problems = problems }

// Note keeps what went wrong.
func (t *Trouble) Note(ctx context.Context, p ledger.Problem) error {
	t.log.Warn().Str("part", p.Part).Str("problem", p.Message).Msg("the import has a problem")
	if len(t.problems) < problemsKept {
		t.problems = append(t.problems, p)
	}
	return t.retry.Until(ctx, func(ctx context.Context) error { return t.ledger.Note(ctx, t.problems) })
}

// Summary says what the problems of the run are; "" where there are none.
func (t *Trouble) Summary() string {
	switch len(t.problems) {
	case 0:
		return ""
	case 1:
		return t.problems[0].Message
	}
	return fmt.Sprintf("%d problems, the first: %s", len(t.problems), t.problems[0].Message)
}
