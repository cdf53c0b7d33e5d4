package configs

// Redis says which Redis to use. It has no default: a misspelt variable must not send numbers
// into the memory of one process.
type Redis struct {
	// URL is redis://, rediss://, unix://, redis[s]-sentinel://USER:PW@h1,h2/DB?master=M or
	// redis[s]-cluster://h1,h2; "" when none is configured. It may hold a password: show
	// Settings.Redacted instead.
	URL string `yaml:"url"`
	// PasswordFile holds the password, read again for every connection.
	PasswordFile string `yaml:"password_file,omitempty"`
	// CAFile holds the PEM certificates that the server's goes back to.
	CAFile string `yaml:"ca_file,omitempty"`
	// SentinelPassword is the password of the Sentinels.
	SentinelPassword Secret `yaml:"sentinel_password,omitempty"`
}

// Configured tells whether a Redis is named.
func (r Redis) Configured() bool { return r.URL != "" }

func (r Redis) check(c *checker) {
	if !r.Configured() {
		for key, value := range map[string]string{
			"password_file": r.PasswordFile, "ca_file": r.CAFile, "sentinel_password": r.SentinelPassword.Reveal(),
		} {
			c.require(value == "", key, "is given, but no redis.url", "give redis.url, or drop this")
		}
		return
	}
	schemes := []string{"redis", "rediss", "unix", "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster"}
	c.require(hasScheme(r.URL, schemes), "url", "does not begin as the URL of a Redis does",
		"begin it with redis://, rediss://, unix://, redis[s]-sentinel:// or redis[s]-cluster://")
}
