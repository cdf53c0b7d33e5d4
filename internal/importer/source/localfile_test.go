package source_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// TestAServerThatAsksForALocalFileGetsNothing has a server of MySQL's protocol that answers each
// SELECT with what LOAD DATA LOCAL would be answered with: the name of a file on the client's machine.
func TestAServerThatAsksForALocalFileGetsNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte(secret), 0o600))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	got := make(chan []byte, 1)
	go func() { got <- askForFile(listener, file) }()
	dsn := "mysql://u:p@" + listener.Addr().String() + "/shop?allowAllFiles=true"
	query(t, configs.SQL{DSN: configs.Secret(dsn), Query: "SELECT number FROM parcels"}).fails(source.Part{}, source.Position{})
	require.NoError(t, listener.Close())
	sent := <-got
	require.Contains(t, string(sent), "SELECT number FROM parcels", "it was asked")
	require.NotContains(t, string(sent), secret)
}

// askForFile serves one connection after the other and returns all that their clients sent.
func askForFile(listener net.Listener, file string) []byte {
	var sent bytes.Buffer
	for {
		conn, err := listener.Accept()
		if err != nil {
			return sent.Bytes()
		}
		serveFileRequests(conn, file, &sent)
		_ = conn.Close()
	}
}

func serveFileRequests(conn net.Conn, file string, sent *bytes.Buffer) {
	ok := []byte{0, 0, 0, 2, 0, 0, 0}
	greeting := append([]byte("\x0a8.0.0\x00\x01\x00\x00\x0012345678\x00\xff\xf7\x2d\x02\x00\x0f\x80\x15"), make([]byte, 10)...)
	greeting = append(greeting, "123456789012\x00mysql_native_password\x00"...)
	for number, answer := byte(0), greeting; ; {
		head := append(binary.LittleEndian.AppendUint32(nil, uint32(len(answer)))[:3], number)
		if _, err := conn.Write(append(head, answer...)); err != nil {
			return
		}
		var first [4]byte
		if _, err := io.ReadFull(conn, first[:]); err != nil {
			return
		}
		text := make([]byte, int(first[0])|int(first[1])<<8|int(first[2])<<16)
		if _, err := io.ReadFull(conn, text); err != nil {
			return
		}
		sent.Write(text)
		number, answer = first[3]+1, ok
		if bytes.Contains(text, []byte("SELECT")) {
			answer = append([]byte{0xfb}, file...)
		}
	}
}
