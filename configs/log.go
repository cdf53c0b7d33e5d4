package configs

// Log says what is logged and how.
type Log struct {
	Level  string `yaml:"level"`  // trace, debug, info, warn, error or off
	Format string `yaml:"format"` // json or console

	// Chosen says that a file, the environment or a flag gave Format, as Load found: what is read on a
	// terminal is written for people otherwise.
	Chosen bool `yaml:"-"`
}

func defaultLog() Log { return Log{Level: "info", Format: "json"} }

func (l Log) check(c *checker) {
	c.oneOf(l.Level, "level", "trace", "debug", "info", "warn", "error", "off")
	c.oneOf(l.Format, "format", "json", "console")
}
