// Package source reads what an import's settings name: local files, a download, the objects of a
// bucket, or the rows of a database.
//
// A source has parts, which are read one after the other; each is opened at a position and goes
// on there, so that a run that was killed reads on where its cursor stands. What comes over a
// network is fetched whole into a temporary file before its first row is read: a run waits for
// hours while the account's calls are spent, and no server would wait with it.
//
// Every error that a person has to know of is an *Error. None holds a password or the value of a
// header.
package source
