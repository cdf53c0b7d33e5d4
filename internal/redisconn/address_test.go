package redisconn

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseAddress(t *testing.T) {
	for url, want := range map[string]address{
		"redis://127.0.0.1":             {hosts: []string{"127.0.0.1:6379"}},
		"redis://h:7000/3":              {hosts: []string{"h:7000"}, db: 3},
		"redis://[::1]/0":               {hosts: []string{"[::1]:6379"}},
		"redis://[::1]:7000":            {hosts: []string{"[::1]:7000"}},
		"redis://:p%40w%2F@h":           {hosts: []string{"h:6379"}, password: "p@w/"},
		"REDISS://u:a:b@h/":             {tls: true, hosts: []string{"h:6379"}, username: "u", password: "a:b"},
		"redis://u:p@w@h":               {hosts: []string{"h:6379"}, username: "u", password: "p@w"},
		"unix:///run/redis.sock?db=2":   {kind: socket, hosts: []string{"/run/redis.sock"}, db: 2},
		"unix://u:p@/run/redis.sock":    {kind: socket, hosts: []string{"/run/redis.sock"}, username: "u", password: "p"},
		"redis-cluster://a:1,b:2":       {kind: cluster, hosts: []string{"a:1", "b:2"}},
		"rediss-cluster://u:p@a,b:7/0":  {kind: cluster, tls: true, hosts: []string{"a:6379", "b:7"}, username: "u", password: "p"},
		"redis-sentinel://a/1?master=m": {kind: sentinel, hosts: []string{"a:26379"}, db: 1, master: "m"},
		"rediss-sentinel://u:p@a:1,b/2?master=m": {
			kind: sentinel, tls: true, hosts: []string{"a:1", "b:26379"}, username: "u", password: "p", db: 2, master: "m",
		},
	} {
		got, err := parseAddress(url)
		require.NoError(t, err, url)
		require.Equal(t, want, got, url)
	}
}

func TestParseAddressRefusesAndKeepsThePasswordToItself(t *testing.T) {
	for url, says := range map[string]string{
		"":                                   "must begin with redis://",
		"localhost:6379":                     "must begin with redis://",
		"http://u:secret@h":                  "must begin with redis://",
		"redis://u:se%cret@h":                "write % as %25",
		"redis://u:sec/ret@h":                "write / ? # @ : as",
		"redis://u:sec?ret@h":                "write / ? # @ : as",
		"redis://u:secret@":                  "names no host",
		"redis://u:secret@h:port":            `"port" is no port`,
		"redis://u:secret@h:0":               `"0" is no port`,
		"redis://u:secret@h:70000":           `"70000" is no port`,
		"redis://u:secret@a,b":               "takes one host",
		"redis://u:secret@h/one":             `"one" is no database number`,
		"redis://u:secret@h/-1":              `"-1" is no database number`,
		"redis://u:secret@h?pool_size=3":     "does not take ?pool_size=",
		"redis-sentinel://u:secret@a,b/0":    "needs the master's name",
		"redis-cluster://u:secret@a,b/1":     "database 0 alone",
		"redis-cluster://u:secret@a,,b":      "names no host",
		"unix://u:secret@run/redis.sock":     "needs the socket's absolute path",
		"unix://":                            "needs the socket's absolute path",
		"unix:///run/redis.sock?db=x":        `"x" is no database number`,
		"redis://u:secret@h?master=%zz":      "malformed",
		"redis://u:secret@h/0?master=mymast": "does not take ?master=",
	} {
		_, err := parseAddress(url)
		require.ErrorContains(t, err, says, url)
		_, err = Open(Options{URL: url})
		require.Error(t, err, url)
		for _, secret := range []string{"secret", "se%cret", "sec/ret", "sec?ret"} {
			require.NotContains(t, err.Error(), secret, url)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("redis-sentinel://u:p@a:1,b/2?master=m")
	f.Add("unix://u:p@/run/redis.sock?db=1")
	f.Fuzz(func(t *testing.T, url string) {
		addr, err := parseAddress(url)
		if err == nil {
			require.NotEmpty(t, addr.hosts)
			require.GreaterOrEqual(t, addr.db, 0)
		}
	})
}

func TestRedact(t *testing.T) {
	for url, want := range map[string]string{
		"redis://h/0":                     "redis://h/0",
		"redis://u:secret@h/0":            "redis://u:***@h/0",
		"redis://:secret@h/0":             "redis://:***@h/0",
		"redis://secret@h/0":              "redis://***@h/0",
		"redis://u:sec@ret@h":             "redis://u:***@h",
		"redis://u:sec/r:et@h":            "redis://u:***@h",
		"u:secret@h":                      "u:***@h",
		"redis-cluster://u:secret@a:1,b":  "redis-cluster://u:***@a:1,b",
		"unix://:secret@/run/x.sock?db=1": "unix://:***@/run/x.sock?db=1",
		"":                                "",
	} {
		require.Equal(t, want, Redact(url))
	}
}
