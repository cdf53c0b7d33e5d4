package configs

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

const (
	// VendorRate is the most calls a second that 17TRACK allows a key.
	VendorRate = 3
	// sandboxRate bounds requests_per_second on any other host, a sandbox's.
	sandboxRate = 10_000
	// MaxBatch is the most numbers that 17TRACK takes in one call.
	MaxBatch = 40
	// vendorDomain is where VendorRate is enforced.
	vendorDomain = "17track.net"
)

// Account is one key at 17TRACK and how it is used.
type Account struct {
	// Key is the API key; KeyFile names a file that holds it, read again when it changes. At
	// most one is given. An account without either can be enqueued to, but not worked on.
	Key     Secret `yaml:"key,omitempty"`
	KeyFile string `yaml:"key_file,omitempty"`
	// BaseURL is the API's address with its version, without a slash at the end.
	BaseURL string `yaml:"base_url"`
	// RequestsPerSecond is this account's share of the key's 3 calls a second. More is allowed
	// only where BaseURL is not the vendor's.
	RequestsPerSecond float64 `yaml:"requests_per_second"`
	// BatchSize is the most numbers in a call, 1 to 40.
	BatchSize int `yaml:"batch_size"`
	// DailyReset is when the key's daily allowance comes back.
	DailyReset DailyReset `yaml:"daily_reset"`
	// QuotaPoll is how often the remaining quota is asked for.
	QuotaPoll time.Duration `yaml:"quota_poll"`
	// QuotaReserve is how many units are kept for live numbers; QuotaWarn is at how many
	// remaining units the event quota.low comes. 0 turns either off.
	QuotaReserve int64 `yaml:"quota_reserve"`
	QuotaWarn    int64 `yaml:"quota_warn"`
	// FailuresKeep is how long failures are kept; 0 for ever.
	FailuresKeep time.Duration `yaml:"failures_keep"`
	// PersonalDataKeep is how long what names a person is kept in failures, refused entries and
	// imports; 0 for ever.
	PersonalDataKeep time.Duration `yaml:"personal_data_keep"`
	// OutcomesMax is how many outcomes are kept at most for consumer groups that lag.
	OutcomesMax int64 `yaml:"outcomes_max"`
	// OutcomesKeep is how many of the newest outcomes are kept although every group has acknowledged them.
	OutcomesKeep int64        `yaml:"outcomes_keep"`
	KnownNumbers KnownNumbers `yaml:"known_numbers"`
	Webhook      Webhook      `yaml:"webhook"`
}

// KnownNumbers says whether numbers that are known to be registered are skipped.
type KnownNumbers struct {
	Enabled bool `yaml:"enabled"`
	// Months is how long a number stays known.
	Months int `yaml:"months"`
}

func defaultAccount() Account {
	return Account{
		BaseURL:           "https://api.17track.net/track/v2.4",
		RequestsPerSecond: VendorRate,
		BatchSize:         MaxBatch,
		QuotaPoll:         10 * time.Minute,
		PersonalDataKeep:  90 * 24 * time.Hour,
		OutcomesMax:       1_000_000,
		OutcomesKeep:      100_000,
		KnownNumbers:      KnownNumbers{Months: 4},
	}
}

// accountName is what the names of asynq's queues and our keys may hold.
var accountName = regexp.MustCompile(`^[a-z0-9_]+$`)

func (a Account) check(c *checker) {
	c.require(a.Key == "" || a.KeyFile == "", "key_file", "stands beside a key", "keep one of key and key_file")
	c.require(isHeaderValue(a.Key.Reveal()), "key", "holds a blank or control character", "copy the key from the dashboard again")
	a.checkPace(c)
	c.require(a.BatchSize >= 1 && a.BatchSize <= MaxBatch, "batch_size", "is out of range", "choose 1 to 40")
	c.require(a.QuotaPoll >= time.Second, "quota_poll", "is too short", "choose 1s or more")
	c.require(a.QuotaReserve >= 0, "quota_reserve", "is negative", "choose 0 or more")
	c.require(a.QuotaWarn >= 0, "quota_warn", "is negative", "choose 0 or more")
	c.require(a.PersonalDataKeep >= 0, "personal_data_keep", "is negative", "choose 0 (for ever) or a duration such as 2160h")
	c.require(a.FailuresKeep >= 0, "failures_keep", "is negative", "choose 0 (for ever) or a duration such as 2160h")
	c.require(a.OutcomesMax >= 1, "outcomes_max", "is out of range", "choose 1 or more")
	c.require(a.OutcomesKeep >= 0, "outcomes_keep", "is negative", "choose 0 or more")
	c.require(a.KnownNumbers.Months >= 1 && a.KnownNumbers.Months <= 36, "known_numbers.months", "is out of range", "choose 1 to 36")
	a.Webhook.check(c.at("webhook"))
}

// checkPace checks where the account calls and how often.
func (a Account) checkPace(c *checker) {
	base, err := url.Parse(a.BaseURL)
	if err != nil || base.Scheme != "https" && base.Scheme != "http" || base.Host == "" || base.RawQuery != "" || base.User != nil {
		c.problem("base_url", "is no address of an API", "write it as https://api.17track.net/track/v2.4")
		return
	}
	host := base.Hostname()
	if base.Scheme == "http" && isVendor(host) {
		c.problem("base_url", "would send the key unencrypted", "write https://")
	}
	if isVendor(host) {
		c.require(a.RequestsPerSecond > 0 && a.RequestsPerSecond <= VendorRate, "requests_per_second",
			"is out of range", "choose more than 0 and at most 3, which is all that 17TRACK allows a key")
		return
	}
	c.require(a.RequestsPerSecond > 0 && a.RequestsPerSecond <= sandboxRate, "requests_per_second",
		"is out of range", "choose more than 0 and at most 10000")
}

func isVendor(host string) bool {
	host = strings.ToLower(host)
	return host == vendorDomain || strings.HasSuffix(host, "."+vendorDomain)
}
