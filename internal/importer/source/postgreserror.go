package source

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/trackreg/trackreg/internal/rows"
)

// failed words an error of the server or of the way to it; nil stays nil.
func (s *postgresSession) failed(ctx context.Context, err error) error {
	p := s.place
	var answer *pgconn.PgError
	var long *pgproto3.ExceededMaxBodyLenErr
	switch {
	case err == nil:
		return nil
	case p.ended(ctx) != nil:
		return p.ended(ctx)
	case errors.As(err, &long):
		return p.lasting(rows.ErrTooLarge, fmt.Sprintf("gives a row of more than %d bytes", postgresRowMost), "select no more columns than entries need")
	case !errors.As(err, &answer):
		return p.network(ctx, err)
	}
	told := answer.Message + " (SQLSTATE " + answer.Code + ")"
	switch code := answer.Code; {
	case strings.HasPrefix(code, "28"): // the user, the password, where the user may come from
		return p.noEntry(err, told)
	case code == "3D000":
		return p.noDatabase(err, told)
	case code == "42501":
		return p.noRight(err, told)
	case code == "25006", code == "0A000" && strings.Contains(answer.Message, "data-modifying"):
		return p.writes(err, told)
	case slices.Contains([]string{"22003", "22007", "22008", "22P02"}, code):
		return p.wrongValue(err, told)
	case postgresPasses(code):
		return p.notNow(err, told)
	default:
		return p.refused(err, told, queryMend)
	}
}

// postgresPasses tells the codes of a server that is full, ends or begins, or was in a conflict,
// from those of a query that is wrong.
func postgresPasses(code string) bool {
	switch code[:2] {
	case "08", "40", "53", "57", "58":
		return true
	default:
		return code == "55P03" || code == "25P03" || code == "25P04"
	}
}
