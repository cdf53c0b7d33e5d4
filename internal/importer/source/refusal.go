package source

import "fmt"

const (
	dsnMend   = "see source.sql.dsn"
	queryMend = "see source.sql.query"
	twiceMend = "give one of them another name, as in SELECT a.id, b.id AS order_id"
)

// refused words what a database says of a query that it does not carry out.
func (p place) refused(err error, told, mend string) *Error {
	return p.lasting(err, "refuses the query: "+told, mend)
}

func (p place) noEntry(err error, told string) *Error {
	return p.lasting(err, "refuses the user or the password: "+told, dsnMend)
}

func (p place) noDatabase(err error, told string) *Error {
	return p.lasting(err, "does not exist: "+told, dsnMend)
}

func (p place) noRight(err error, told string) *Error {
	return p.lasting(err, "does not let its user read this: "+told, "GRANT SELECT to the user of source.sql.dsn")
}

// notNow words an answer that may be another one later.
func (p place) notNow(err error, told string) *Error {
	return p.passing(err, "cannot answer now: "+told, "")
}

// writes words the refusal of a query that does not only read.
func (p place) writes(err error, told string) *Error {
	return p.lasting(fmt.Errorf("%w: %w", ErrWrites, err), "refuses a query that writes: "+told,
		"give a SELECT: an import reads in a read-only transaction")
}

// wrongValue words the refusal of a value, mostly of what stands for $cursor in the beginning.
func (p place) wrongValue(err error, told string) *Error {
	return p.lasting(err, "refuses a value: "+told,
		"give under source.sql.start what stands for $cursor in the beginning, such as 1970-01-01 where it is a time")
}
