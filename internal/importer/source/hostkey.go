package source

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/trackreg/trackreg/internal/smallfile"
)

// clientConfig is who logs in, and which servers are the right ones.
func (f *remoteFiles) clientConfig(p place) (*ssh.ClientConfig, error) {
	key, err := f.privateKey(p)
	if err != nil {
		return nil, err
	}
	text, err := smallfile.Read(f.knownHosts)
	if err != nil {
		return nil, p.settingsFile("known_hosts", f.knownHosts, err)
	}
	if info, err := os.Stat(f.knownHosts); err != nil || !info.Mode().IsRegular() {
		return nil, p.settingsFile("known_hosts", f.knownHosts, cmp.Or(err, errNoFile)) // a pipe is read once alone
	}
	known, err := knownhosts.New(f.knownHosts)
	if err != nil {
		return nil, p.lasting(err, fmt.Sprintf("cannot be opened: known_hosts is no file of host keys: %v", err), "write it as ssh-keyscan does")
	}
	config := &ssh.ClientConfig{
		User: f.address.User, Auth: []ssh.AuthMethod{ssh.PublicKeys(key)},
		HostKeyCallback: func(host string, remote net.Addr, shown ssh.PublicKey) error {
			return f.judge(p, shown, known(host, remote, shown))
		},
	}
	if !bytes.Contains(text, []byte("@cert-authority")) {
		config.HostKeyAlgorithms = f.preferred(known)
	}
	return config, nil
}

var errNoFile = errors.New("it is no plain file")

// privateKey reads the key. No error shows any of it.
func (f *remoteFiles) privateKey(p place) (ssh.Signer, error) {
	text, err := smallfile.Read(f.keyFile)
	if err != nil {
		return nil, p.settingsFile("key_file", f.keyFile, err)
	}
	key, err := ssh.ParsePrivateKey(text)
	if _, locked := errors.AsType[*ssh.PassphraseMissingError](err); locked {
		return nil, p.lasting(nil, fmt.Sprintf("cannot be opened: the key %s has a passphrase", f.keyFile),
			"give the worker a key of its own without one: ssh-keygen -t ed25519 -N '' -f FILE")
	}
	if err != nil {
		return nil, p.lasting(nil, fmt.Sprintf("cannot be opened: %s is no private key", f.keyFile), "name the private key under key_file, not the .pub beside it")
	}
	return key, nil
}

// settingsFile words that a file cannot be read which the settings name.
func (p place) settingsFile(setting, name string, err error) *Error {
	return p.lasting(err, fmt.Sprintf("cannot be opened: %s %s cannot be read: %v", setting, name, reason(err)), "let the worker's user read it, or name another")
}

// judge words what is wrong with the key that a server shows.
func (f *remoteFiles) judge(p place, shown ssh.PublicKey, err error) error {
	if err == nil {
		return nil
	}
	fingerprint := shown.Type() + " " + ssh.FingerprintSHA256(shown)
	scan := fmt.Sprintf("ssh-keyscan -p %s %s >> %s", f.address.Port, f.address.Host, f.knownHosts)
	wrong, differs := errors.AsType[*knownhosts.KeyError](err)
	switch {
	case differs && len(wrong.Want) == 0:
		return p.lasting(err, fmt.Sprintf("is on a host that known_hosts does not know: %s shows %s", f.address.Host, fingerprint),
			"compare this with what the server's keepers say, and then: "+scan)
	case differs:
		return p.lasting(err, fmt.Sprintf("is on a host with another key than known_hosts has in line %d: %s shows %s", wrong.Want[0].Line, f.address.Host, fingerprint),
			"it may be another machine that passes for it: ask the server's keepers. If they did change it, take the line out, and then: "+scan)
	default:
		return p.lasting(err, fmt.Sprintf("is on a host that is not to be trusted, %s with %s: %v", f.address.Host, fingerprint, err), "ask the server's keepers")
	}
}

// preferred are the kinds of host keys, first those that are known of the host: of its several keys
// the server shows the first that both know, and another than the known one would look like
// another machine's.
func (f *remoteFiles) preferred(known ssh.HostKeyCallback) []string {
	var first []string
	for _, key := range f.knownKeys(known) {
		switch kind := key.Key.Type(); kind {
		case ssh.KeyAlgoRSA:
			first = append(first, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256)
		default:
			first = append(first, kind)
		}
	}
	for _, kind := range ssh.SupportedAlgorithms().HostKeys {
		if !slices.Contains(first, kind) {
			first = append(first, kind)
		}
	}
	return first
}

// knownKeys are those that are known of the host: a key that nobody has is refused with them.
func (f *remoteFiles) knownKeys(known ssh.HostKeyCallback) []knownhosts.KnownKey {
	nobodys, err := ssh.NewPublicKey(ed25519.PublicKey(make([]byte, ed25519.PublicKeySize)))
	if err != nil {
		return nil
	}
	address := net.JoinHostPort(f.address.Host, f.address.Port)
	wrong, _ := errors.AsType[*knownhosts.KeyError](known(address, &net.TCPAddr{IP: net.IPv4zero}, nobodys))
	if wrong == nil {
		return nil
	}
	return wrong.Want
}
