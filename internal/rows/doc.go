// Package rows reads input into queue entries: CSV with a header, a sheet of an XLSX, NDJSON, or
// one tracking number a line, each also packed with gzip or zstd. It holds one row at a time in
// memory, so a file may be of any size.
//
// A row that is wrong comes out with its line, what is wrong and what to do about it, and the
// rest goes on. Failures writes such rows, and those that failed later, to a CSV that can be
// mended in a spreadsheet and read again.
package rows
