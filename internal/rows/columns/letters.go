package columns

// Letter is a column's name as spreadsheets have it: A is 0.
func Letter(index int) string {
	name := ""
	for index++; index > 0; index = (index - 1) / 26 {
		name = string(rune('A'+(index-1)%26)) + name
	}
	return name
}

// index is a column by its letter, in capitals; -1 for what is none.
func index(letter string) int {
	at := 0
	if letter == "" || len(letter) > 3 {
		return -1
	}
	for _, r := range letter {
		if r < 'A' || r > 'Z' {
			return -1
		}
		at = 26*at + int(r-'A') + 1
	}
	return at - 1
}
