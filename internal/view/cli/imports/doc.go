// Package imports writes the configured bulk imports, their runs and the rows that failed for
// people and scripts at a command line.
package imports
