package source

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/go-sql-driver/mysql"
)

// The numbers of MySQL's and MariaDB's errors that say more than that the query is wrong.
var (
	mysqlNoEntry    = []uint16{1044, 1045, 1251, 1524, 1698}
	mysqlNoRight    = []uint16{1142, 1143, 1227, 1370}
	mysqlNoDatabase = uint16(1049) // unknown database
	mysqlWrites     = uint16(1792) // not in a read-only transaction
	mysqlTwice      = uint16(1060) // a column's name
	mysqlValues     = []uint16{1292, 1366, 1411, 1525}
	// Full, ending, a conflict, too slow.
	mysqlPasses = []uint16{1021, 1037, 1038, 1040, 1041, 1053, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1226, 1317, 1927, 1969, 3024}
)

// failed words an error of the server or of the way to it; nil stays nil.
func (s *mysqlSession) failed(ctx context.Context, err error) error {
	p := s.place
	var own *Error
	var answer *mysql.MySQLError
	switch {
	case err == nil:
		return nil
	case p.ended(ctx) != nil:
		return p.ended(ctx)
	case errors.As(err, &own):
		return own
	case !errors.As(err, &answer):
		return p.network(ctx, err)
	}
	told := fmt.Sprintf("%s (error %d)", answer.Message, answer.Number)
	switch number := answer.Number; {
	case slices.Contains(mysqlNoEntry, number):
		return p.noEntry(err, told)
	case slices.Contains(mysqlNoRight, number):
		return p.noRight(err, told)
	case number == mysqlNoDatabase:
		return p.noDatabase(err, told)
	case number == mysqlWrites:
		return p.writes(err, told)
	case number == mysqlTwice:
		return p.refused(err, told, twiceMend)
	case slices.Contains(mysqlValues, number):
		return p.wrongValue(err, told)
	case slices.Contains(mysqlPasses, number):
		return p.notNow(err, told)
	default:
		return p.refused(err, told, queryMend)
	}
}
