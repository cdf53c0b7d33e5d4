package rig

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// ticks is how many of a second Linux counts processor time in, on every architecture that Go
// supports (USER_HZ).
const ticks = 100

// CPU returns the processor time that the process has used, as Linux counts it. Elsewhere it is
// an error.
func (p *Process) CPU() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.PID()))
	if err != nil {
		return 0, fmt.Errorf("processor time of %s: %w", p.name, err)
	}
	// proc(5): utime and stime are the 14th and 15th field, the 12th and 13th behind the name.
	_, behind, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(behind)
	if len(fields) < 13 {
		return 0, fmt.Errorf("processor time of %s: /proc has %q", p.name, text)
	}
	var sum int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("processor time of %s: %w", p.name, err)
		}
		sum += n
	}
	return time.Duration(sum) * time.Second / ticks, nil
}

// CPU returns the processor time that the server has used since Start.
func (r *Redis) CPU() (time.Duration, error) { return r.process.CPU() }
