package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
)

const (
	// goodRows at 120 numbers a second take 25 seconds.
	goodRows = 2960
	// seed makes the file the same each time.
	seed = 17
)

// row is one row of the sample, in the order of header.
type row struct {
	number, carrier, tag, order, country, postal, phone string
}

var header = []string{
	"number", "carrier", "tag", "order_no", "destination_country", "destination_postal_code", "phone_number_last_4",
}

func (r row) cells() []string {
	return []string{r.number, r.carrier, r.tag, r.order, r.country, r.postal, r.phone}
}

// dice are the random numbers of the sample.
type dice struct{ *rand.Rand }

// digits returns n digits.
func (d dice) digits(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = byte('0' + d.IntN(10))
	}
	return string(text)
}

// pick returns one of the options.
func pick[T any](d dice, options []T) T { return options[d.IntN(len(options))] }

// sample returns the file.
func sample() []byte {
	d := dice{rand.New(rand.NewPCG(seed, seed))}
	var good []row
	seen := map[string]bool{}
	for len(good) < goodRows {
		r := order(d, len(good))
		if !seen[r.number] {
			seen[r.number] = true
			good = append(good, r)
		}
	}
	all := append(sprinkle(d, good, faulty()), repeated(good[len(good)-8:])...)
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(header) // a Buffer takes everything
	for _, r := range all {
		_ = w.Write(r)
	}
	w.Flush()
	return out.Bytes()
}

// order returns one shipped order.
func order(d dice, i int) row {
	r := row{tag: fmt.Sprintf("shop-%d", d.IntN(4)+1), order: fmt.Sprintf("S%06d", 100_000+i)}
	to := pick(d, destinations)
	r.country, r.postal = to.country, to.postal(d)
	pick(d, services)(d, &r)
	return r
}

// sprinkle spreads the faulty rows evenly among the good ones.
func sprinkle(d dice, good []row, bad [][]string) [][]string {
	every := len(good) / (len(bad) + 1)
	d.Shuffle(len(bad), func(i, j int) { bad[i], bad[j] = bad[j], bad[i] })
	var all [][]string
	for i, r := range good {
		all = append(all, r.cells())
		if n := i / every; i%every == every-1 && n < len(bad) {
			all = append(all, bad[n])
		}
	}
	return all
}
