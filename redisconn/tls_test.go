package redisconn_test

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

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/redisconn"
	"github.com/trackreg/trackreg/redisconn/redistest"
)

// selfSigned writes a certificate for 127.0.0.1 that is its own authority, and its key.
func selfSigned(t *testing.T) (certFile, keyFile string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "redistest"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	dir := t.TempDir()
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	require.NoError(t, os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o600))
	require.NoError(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600))
	return certFile, keyFile
}

// freePort returns a port that nothing listened on a moment ago.
func freePort(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	return port
}

func TestOpenWithTLS(t *testing.T) {
	cert, key := selfSigned(t)
	port := freePort(t)
	redistest.RequireReal(t, redistest.Args(
		"--tls-port", port, "--tls-cert-file", cert, "--tls-key-file", key,
		"--tls-ca-cert-file", cert, "--tls-auth-clients", "no",
	))
	url := "rediss://127.0.0.1:" + port

	trusting, err := redisconn.Open(redisconn.Options{URL: url, CAFile: cert})
	require.NoError(t, err)
	defer trusting.Close()
	require.NoError(t, trusting.Ping(t.Context()).Err())

	doubting, err := redisconn.Open(redisconn.Options{URL: url})
	require.NoError(t, err)
	defer doubting.Close()
	trouble, found := redisconn.Diagnose(doubting.Ping(t.Context()).Err())
	require.True(t, found)
	require.Equal(t, redisconn.BadTLS, trouble.Kind)
}

func TestTLSAgainstAServerWithoutItIsDiagnosed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan struct{})
	go func() {
		defer close(served)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("-ERR unknown command\r\n"))
			_ = conn.Close()
		}
	}()
	defer func() { _ = listener.Close(); <-served }()

	client, err := redisconn.Open(redisconn.Options{URL: "rediss://" + listener.Addr().String()})
	require.NoError(t, err)
	defer client.Close()
	err = client.Ping(t.Context()).Err()
	trouble, found := redisconn.Diagnose(err)
	require.True(t, found, err)
	require.Equal(t, redisconn.BadTLS, trouble.Kind, err)
}
