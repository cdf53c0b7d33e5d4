// Command trackreg registers tracking numbers with 17TRACK: full calls, as fast
// as the vendor allows, and nothing lost on the way.
package main

import (
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // for schedules, on machines and in containers that have no time zones
)

func main() {
	silenceRedis()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	p := &program{
		env: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr,
		signals: signals, exitNow: os.Exit,
	}
	os.Exit(p.run(os.Args[1:]))
}
