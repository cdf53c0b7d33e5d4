package monitor

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNewPage(t *testing.T) {
	p, err := newPage([]byte(`<!doctype html><html><head><link rel="icon" href="/i.png"/>` +
		`<link rel="stylesheet" href="https://fonts.example/css?a=b&c"/><link rel="stylesheet" href="//fonts.example/x"/><link rel="manifest" href="/m.json"/>` +
		`<script>alert(1 < 2)</script><script src="/a.js"></script></head><body><p>a &amp; b</p></body></html>`))
	require.NoError(t, err)
	require.Equal(t, `<!doctype html><html><head><meta property="csp-nonce" content="`, string(p.before))
	require.Equal(t, `"/><link rel="icon" href="/i.png"/><script>alert(1 < 2)</script><script src="/a.js"></script></head><body><p>a &amp; b</p></body></html>`, string(p.after))
	// printf '%s' 'alert(1 < 2)' | openssl dgst -sha256 -binary | base64
	require.Equal(t, []string{"'sha256-sNrEwoN+m2QWFx3xSWF5tXbMBCa9HAFJjjrCn0gRwZg='"}, p.scripts)
	require.Equal(t, "default-src 'none'; script-src 'self' 'sha256-sNrEwoN+m2QWFx3xSWF5tXbMBCa9HAFJjjrCn0gRwZg='; style-src 'nonce-N'; "+
		"img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", p.policy("N"))
}

func TestAPageThatIsNotAsynqmons(t *testing.T) {
	for _, text := range []string{"", "<p>hello", "<html><head></head></html>", "<script>1</script>"} {
		_, err := newPage([]byte(text))
		require.Error(t, err, text)
	}
}
