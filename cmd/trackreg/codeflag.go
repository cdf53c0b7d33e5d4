package main

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/trackreg/trackreg/track17"
)

// codeFlag is a flag that takes one of 17TRACK's codes.
type codeFlag struct{ value int }

// String returns the code; "" where none was given.
func (c *codeFlag) String() string {
	if c.value == 0 {
		return ""
	}
	return strconv.Itoa(c.value)
}

// Type names the flag's values in the help.
func (c *codeFlag) Type() string { return "CODE" }

// Set takes a number. What is none is told what a code is.
func (c *codeFlag) Set(text string) error {
	n, err := strconv.Atoi(text)
	switch {
	case err == nil && n > 18_000_000 && n < 19_000_000:
		return fmt.Errorf("17TRACK's codes are negative: write -%d", n)
	case err == nil:
		c.value = n
		return nil
	case slices.Contains(track17.Remedies(), text):
		return fmt.Errorf("that is a remedy: write --remedy %s", text)
	}
	return fmt.Errorf("a code is the number that 17TRACK refused with, such as -18010019: trackreg failures list shows that of each failure, and docs/errors.md what each means")
}
