// Package rows reads input into queue entries: CSV with a header, a sheet of an XLSX, JSON in
// several forms, or one tracking number a line, each also packed with gzip, zstd or as the only file
// of a zip. It holds one row at a time in memory, so a file may be of any size.
//
// An input is understood in stages before a row of it is given: what bytes (unpack, decode), what
// format (detect), where the header is (findHeader), which column is which (columns.Choose). Each can
// refuse it as a whole, and none guesses in silence.
//
// A row that is wrong comes out with its line, what is wrong and what to do about it, and the
// rest goes on. Failures writes such rows, and those that failed later, to a CSV that can be
// mended in a spreadsheet and read again.
package rows
