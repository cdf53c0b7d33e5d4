package rows

// StylesKept is how many styles of an XLSX are held in memory.
func StylesKept(r *Reader) int { return len(r.rows.(*xlsxSource).book.styles) }
