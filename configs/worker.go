package configs

import "time"

// Worker says how this process works on all accounts.
type Worker struct {
	// RequestsInFlight is the most calls of an account that wait for their answer at once.
	RequestsInFlight int `yaml:"requests_in_flight"`
	// CallTimeout ends a call. The vendor works up to 30 s on one, and one cut off may still be
	// charged.
	CallTimeout time.Duration `yaml:"call_timeout"`
	// MaxAttempts is after how many failures of its own a number ends as exhausted.
	MaxAttempts  int          `yaml:"max_attempts"`
	RetryBackoff RetryBackoff `yaml:"retry_backoff"`
	// HighWater is how many bulk numbers of an account imports let wait in Redis.
	HighWater int64 `yaml:"high_water"`
	// ShutdownTimeout is after how long the process exits whatever hangs. It is above
	// CallTimeout, so that calls in flight may end.
	ShutdownTimeout time.Duration `yaml:"shutdown_timeout"`
	// Imports is whether this process runs imports.
	Imports bool `yaml:"imports"`
}

// RetryBackoff is the shortest and the longest wait before a number's next attempt.
type RetryBackoff struct {
	Min time.Duration `yaml:"min"`
	Max time.Duration `yaml:"max"`
}

func defaultWorker() Worker {
	return Worker{
		RequestsInFlight: 16,
		CallTimeout:      35 * time.Second,
		MaxAttempts:      12,
		RetryBackoff:     RetryBackoff{Min: 30 * time.Second, Max: 6 * time.Hour},
		HighWater:        50_000,
		ShutdownTimeout:  45 * time.Second,
		Imports:          true,
	}
}

func (w Worker) check(c *checker) {
	c.require(w.RequestsInFlight >= 1 && w.RequestsInFlight <= 256, "requests_in_flight", "is out of range", "choose 1 to 256")
	c.require(w.CallTimeout > 0, "call_timeout", "is not above 0", "choose 35s, for the vendor works up to 30 s on a call")
	c.require(w.MaxAttempts >= 1 && w.MaxAttempts <= 1000, "max_attempts", "is out of range", "choose 1 to 1000")
	c.require(w.RetryBackoff.Min > 0, "retry_backoff.min", "is not above 0", "choose a duration such as 30s")
	c.require(w.RetryBackoff.Max >= w.RetryBackoff.Min, "retry_backoff.max", "is below retry_backoff.min", "choose a longer one, such as 6h")
	c.require(w.HighWater >= 1, "high_water", "is out of range", "choose 1 or more")
	c.require(w.ShutdownTimeout > w.CallTimeout, "shutdown_timeout", "is not above call_timeout",
		"choose a longer one, so that calls in flight can end")
}
