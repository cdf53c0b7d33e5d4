package source

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

// network words an error that came in the place of an answer. An unknown host is passing too: a
// database or server in a container has a name only while it runs.
func (p place) network(ctx context.Context, err error) error {
	if err := p.ended(ctx); err != nil {
		return err
	}
	err = withoutAddress(err)
	if untrusted(err) {
		return p.lasting(err, fmt.Sprintf("has no certificate to be trusted: %v", err), "see the address and the server's certificate")
	}
	mend := "see whether the server is up and can be reached from here"
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		mend = "see whether the host is spelt right"
	}
	return p.passing(err, "cannot be reached: "+strings.Join(strings.Fields(err.Error()), " "), mend)
}

// cutOff words an error in the middle of what was sent.
func (p place) cutOff(ctx context.Context, err error, after int64) error {
	cause := context.Cause(ctx)
	if cause != nil && !errors.Is(cause, errStalled) {
		return p.ended(ctx)
	}
	if cause != nil {
		err = cause
	}
	return p.passing(err, fmt.Sprintf("was cut off after %d bytes: %v", after, withoutAddress(err)), "")
}

// withoutAddress drops the address of a request, whose query may be secret.
func withoutAddress(err error) error {
	var request *url.Error
	if errors.As(err, &request) {
		return request.Err
	}
	return err
}

func untrusted(err error) bool {
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var host x509.HostnameError
	var authority x509.UnknownAuthorityError
	return errors.As(err, &certificate) || errors.As(err, &record) || errors.As(err, &host) || errors.As(err, &authority)
}
