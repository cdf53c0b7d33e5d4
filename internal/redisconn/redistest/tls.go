package redistest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TLS makes the server take TLS too, on a port of its own, with a certificate of an authority
// that is made for it alone. It needs a real redis-server.
func TLS() Option { return func(o *options) { o.tls = true } }

// Secured is where a server takes TLS.
type Secured struct {
	// Addr is the host and port.
	Addr string
	// CAFile holds the authority's certificate, as PEM.
	CAFile string

	certFile, keyFile string
}

func (s *Secured) args() []string {
	_, port, _ := net.SplitHostPort(s.Addr)
	return []string{
		"--tls-port", port, "--tls-cert-file", s.certFile, "--tls-key-file", s.keyFile,
		"--tls-ca-cert-file", s.CAFile, "--tls-auth-clients", "no",
	}
}

// newSecured makes an authority and a certificate for this machine, in a folder of the test's.
func newSecured(tb testing.TB) *Secured {
	tb.Helper()
	dir := tb.TempDir()
	s := &Secured{
		Addr: freeAddr(tb), CAFile: filepath.Join(dir, "ca.pem"),
		certFile: filepath.Join(dir, "cert.pem"), keyFile: filepath.Join(dir, "key.pem"),
	}
	authority := certificate("redistest authority")
	authority.IsCA, authority.KeyUsage = true, x509.KeyUsageCertSign
	authorityKey := newKey(tb)
	sign(tb, s.CAFile, authority, authority, authorityKey, authorityKey)

	server := certificate("redistest")
	server.SerialNumber = big.NewInt(2)
	server.IPAddresses, server.KeyUsage = []net.IP{net.IPv4(127, 0, 0, 1)}, x509.KeyUsageDigitalSignature
	serverKey := newKey(tb)
	sign(tb, s.certFile, server, authority, serverKey, authorityKey)
	der, err := x509.MarshalPKCS8PrivateKey(serverKey)
	if err != nil {
		tb.Fatalf("redistest: write a key: %v", err)
	}
	writePEM(tb, s.keyFile, "PRIVATE KEY", der)
	return s
}

func certificate(name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}
}

func newKey(tb testing.TB) *ecdsa.PrivateKey {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatalf("redistest: make a key: %v", err)
	}
	return key
}

// sign writes the certificate of key, signed by the issuer.
func sign(tb testing.TB, file string, subject, issuer *x509.Certificate, key, issuerKey *ecdsa.PrivateKey) {
	tb.Helper()
	der, err := x509.CreateCertificate(rand.Reader, subject, issuer, &key.PublicKey, issuerKey)
	if err != nil {
		tb.Fatalf("redistest: sign a certificate: %v", err)
	}
	writePEM(tb, file, "CERTIFICATE", der)
}

func writePEM(tb testing.TB, file, kind string, der []byte) {
	tb.Helper()
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		tb.Fatalf("redistest: %v", err)
	}
}
