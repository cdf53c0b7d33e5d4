package redisconn

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/trackreg/trackreg/internal/smallfile"
)

// Options names a Redis.
type Options struct {
	// URL is redis://, rediss://, unix://, redis[s]-sentinel://USER:PW@h1,h2/DB?master=M or
	// redis[s]-cluster://h1,h2. The s asks for TLS.
	URL string
	// PasswordFile holds the password, in the place of one in the URL. It is read again for
	// every connection, so a new password needs no restart.
	PasswordFile string
	// CAFile holds the PEM certificates that the server's own must go back to; "" trusts the
	// system's.
	CAFile string
	// SentinelPassword is that of the Sentinels, whose users are not Redis's own.
	SentinelPassword string
}

// Open returns a client of the Redis that o names, for all goroutines. It reads the files but
// does not dial: a Redis that is away shows with the first command. No error of it holds the
// password.
//
// A command is sent once. It is sent again, a few times, only when Redis certainly did not carry
// it out: there was no connection, or Redis answered LOADING, READONLY or the like. When a
// connection breaks before the answer came, the error comes back to the caller, who alone knows
// whether the command may be carried out twice. (In a Cluster go-redis repeats those as well.)
//
// The caller closes the client.
func Open(o Options) (redis.UniversalClient, error) {
	addr, err := parseAddress(o.URL)
	if err != nil {
		return nil, fmt.Errorf("redis url %q: %w", Redact(o.URL), err)
	}
	opts, err := o.universal(addr)
	if err != nil {
		return nil, err
	}
	client := newClient(addr, opts)
	client.AddHook(brake{}) // around the repeats of the next
	client.AddHook(retryRefused{})
	client.AddHook(tellAbort{})
	return client, nil
}

func newClient(addr address, opts *redis.UniversalOptions) redis.UniversalClient {
	switch addr.kind {
	case sentinel:
		return redis.NewFailoverClient(opts.Failover())
	case cluster:
		return redis.NewClusterClient(opts.Cluster())
	case socket:
		simple := opts.Simple()
		simple.Network = "unix"
		return redis.NewClient(simple)
	default:
		return redis.NewClient(opts.Simple())
	}
}

// universal puts together what all kinds of clients share.
func (o Options) universal(addr address) (*redis.UniversalOptions, error) {
	opts := &redis.UniversalOptions{
		Addrs:                   addr.hosts,
		MasterName:              addr.master,
		DB:                      addr.db,
		Username:                addr.username,
		Password:                addr.password,
		SentinelPassword:        o.SentinelPassword,
		OnConnect:               (&naming{}).onConnect,
		DisableIdentity:         true, // spares a round trip for each connection
		MaxRetries:              noRetries,
		DialTimeout:             dialTimeout,
		DialerRetries:           dialTries,
		ReadTimeout:             ioTimeout,
		WriteTimeout:            ioTimeout,
		ContextTimeoutEnabled:   true,
		PoolSize:                poolSize,
		PoolTimeout:             2 * ioTimeout,
		ConnMaxIdleTime:         idleTimeout,
		ReadBufferSize:          bufferSize,
		WriteBufferSize:         bufferSize,
		PipelineReadBufferSize:  pipelineBufferSize,
		PipelineWriteBufferSize: pipelineBufferSize,
		MaintNotificationsConfig: &maintnotifications.Config{
			Mode: maintnotifications.ModeDisabled, // one vendor's servers alone know them
		},
	}
	if err := o.credentials(addr, opts); err != nil {
		return nil, err
	}
	config, err := o.trust(addr)
	if err != nil {
		return nil, err
	}
	opts.Dialer = dialer(config)
	return opts, nil
}

// credentials makes the client read the password file for every connection.
func (o Options) credentials(addr address, opts *redis.UniversalOptions) error {
	if o.PasswordFile == "" {
		return nil
	}
	if addr.password != "" {
		return errors.New("redis has a password in its url and a password_file: keep one of them")
	}
	file := smallfile.New(o.PasswordFile)
	if _, err := readPassword(file); err != nil {
		return err
	}
	opts.CredentialsProviderContext = func(context.Context) (string, string, error) {
		password, err := readPassword(file)
		return addr.username, password, err
	}
	return nil
}

// readPassword leaves off the newline that editors put at a file's end.
func readPassword(file *smallfile.File) (string, error) {
	text, err := file.Read(smallfile.Patience)
	if err != nil {
		return "", fmt.Errorf("read the redis password_file: %w", err)
	}
	password := strings.TrimRight(string(text), "\r\n")
	if password == "" {
		return "", fmt.Errorf("the redis password_file %s is empty", file.Path())
	}
	return password, nil
}

// trust returns the TLS settings, nil where the URL asks for no TLS.
func (o Options) trust(addr address) (*tls.Config, error) {
	if !addr.tls {
		if o.CAFile != "" {
			return nil, errors.New("redis has a ca_file, but its url asks for no TLS: begin it with rediss (as in rediss://), or drop ca_file")
		}
		return nil, nil
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.CAFile == "" {
		return config, nil
	}
	pem, err := smallfile.Read(o.CAFile)
	if err != nil {
		return nil, fmt.Errorf("read the redis ca_file: %w", err)
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("the redis ca_file %s holds no PEM certificate", o.CAFile)
	}
	return config, nil
}
