package figures_test

import (
	"fmt"
	"os"
	"time"

	"github.com/trackreg/trackreg/internal/figures"
)

func ExampleTable() {
	table := figures.Table{Columns: []figures.Column{{Head: "ACCOUNT"}, {Head: "DONE", Right: true}}}
	table.Add("main", figures.Count(12345))
	table.Add("shop", figures.Count(7))
	_ = table.Write(os.Stdout)
	// Output:
	// ACCOUNT    DONE
	// main     12,345
	// shop          7
}

func ExampleSpan() {
	fmt.Println(figures.Span(200 * time.Second))
	// Output: 3m 20s
}
