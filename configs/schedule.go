package configs

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule is when an import runs: at certain times of the clock in a zone, or every so often.
// internal/importer/schedule turns it into due times.
type Schedule struct {
	// Times picks times of the clock, as if they were UTC; nil with Every.
	Times cron.Schedule
	// Zone is where the clock hangs. It is UTC where none is named, so that all workers agree.
	Zone *time.Location
	// Every is the time between two runs, whole seconds; 0 with Times.
	Every time.Duration
}

const exampleSchedule = `write five fields such as "0 2 * * *", perhaps with CRON_TZ=Europe/Berlin before them, or @every 6h`

// ParseSchedule reads a cron line of five fields, @daily and the like, all with CRON_TZ=ZONE
// before them or not, or @every and a duration. An error is worded to follow the setting's name.
func ParseSchedule(line string) (Schedule, error) {
	times, zone, err := cutZone(strings.TrimSpace(line))
	if err != nil {
		return Schedule{}, err
	}
	parsed, err := cron.ParseStandard(withSunday(times))
	if err != nil {
		return Schedule{}, fmt.Errorf("is no schedule (%w): %s", err, exampleSchedule)
	}
	switch s := parsed.(type) {
	case cron.ConstantDelaySchedule:
		return everyOf(times)
	case *cron.SpecSchedule:
		s.Location = time.UTC
		// A leap year, so that 29 February comes.
		if s.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
			return Schedule{}, errors.New("names a day that never comes: choose one that the month has")
		}
		return Schedule{Times: s, Zone: zone}, nil
	default:
		return Schedule{}, errors.New("is no schedule: " + exampleSchedule)
	}
}

// cutZone takes the zone off a line. cron itself does not survive one with nothing behind it.
func cutZone(line string) (times string, zone *time.Location, err error) {
	name, found := strings.CutPrefix(line, "CRON_TZ=")
	if !found {
		name, found = strings.CutPrefix(line, "TZ=")
	}
	if !found {
		return line, time.UTC, nil
	}
	name, times, found = strings.Cut(name, " ")
	if !found {
		return "", nil, errors.New("names a time zone alone: " + exampleSchedule)
	}
	// An empty name would be UTC, Local another zone on every machine.
	if zone, err = time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		return "", nil, fmt.Errorf("names the unknown time zone %q: write one of the tz database, such as Europe/Berlin or UTC", name)
	}
	return strings.TrimSpace(times), zone, nil
}

// everyOf reads the duration itself, for cron makes a second of anything shorter.
func everyOf(times string) (Schedule, error) {
	every, err := time.ParseDuration(strings.TrimSpace(strings.TrimPrefix(times, "@every")))
	if err != nil || every < time.Second || every%time.Second != 0 {
		return Schedule{}, errors.New("is not every so many whole seconds: write it as @every 6h")
	}
	return Schedule{Every: every, Zone: time.UTC}, nil
}
