package configs

import (
	"net"
	"strconv"
)

// HTTP says where the status page, the intake and the metrics are served.
type HTTP struct {
	// Listen is host:port; "" serves nothing.
	Listen string `yaml:"listen"`
	// Chosen says that a file, the environment or a flag gave Listen, as Load found: the default
	// is one that another worker on this machine may well have taken.
	Chosen bool `yaml:"-"`
	// Token is what a client must show; TokenFile names a file that holds it, read again when it
	// changes. At most one is given.
	// Who shows it may do everything.
	Token     Secret `yaml:"token,omitempty"`
	TokenFile string `yaml:"token_file,omitempty"`
	// Tokens are others, each with what it may.
	Tokens []Token `yaml:"tokens,omitempty"`
	// TrustUserHeader has the audit take X-Forwarded-User for who did something, as a proxy
	// writes it that signs people in.
	TrustUserHeader bool `yaml:"trust_user_header"`
}

func defaultHTTP() HTTP {
	return HTTP{Listen: "127.0.0.1:8080"}
}

func (h HTTP) check(c *checker, accounts map[string]Account) {
	c.require(h.Token == "" || h.TokenFile == "", "token_file", "stands beside a token", "keep one of token and token_file")
	c.require(isHeaderValue(h.Token.Reveal()), "token", "holds a blank or control character", "choose one of letters and digits")
	h.checkTokens(c, accounts)
	if h.Listen == "" {
		return
	}
	_, port, err := net.SplitHostPort(h.Listen)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	c.require(err == nil, "listen", "is no address to listen on", `write HOST:PORT such as 127.0.0.1:8080, :8080 for every address, or "" for none`)
}
