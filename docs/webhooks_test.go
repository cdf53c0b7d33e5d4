package docs_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// snippet is the page's one block of the language.
func snippet(t *testing.T, page, language string) string {
	t.Helper()
	for _, b := range blocks(t, page) {
		if b.info == language {
			return b.text
		}
	}
	require.FailNow(t, "no snippet", "%s in %s", language, page)
	return ""
}

func TestTheGoReceiverIsTheTestedOne(t *testing.T) {
	example, err := os.ReadFile("../internal/webhook/example_test.go")
	require.NoError(t, err)
	require.Contains(t, string(example), snippet(t, "webhooks.md", "go"))
}

func TestTheNodeReceiverChecks(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	stamp, body := fmt.Sprint(time.Now().Unix()), `{"type":"outcomes"}`
	mac := hmac.New(sha256.New, []byte("hello"))
	fmt.Fprintf(mac, "msg_1.%s.%s", stamp, body)
	good := "v1,AAAA v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for name, c := range map[string]struct{ stamp, signature, says string }{
		"good":   {stamp, good, ""},
		"forged": {stamp, strings.Replace(good, " v1,", " v1,A", 1), "no signature fits"},
		"old":    {"1600000000", good, "too old"},
	} {
		t.Run(name, func(t *testing.T) {
			call := fmt.Sprintf("\nverifyPost({'webhook-id': 'msg_1', 'webhook-timestamp': '%s', 'webhook-signature': '%s'}, '%s', 'whsec_aGVsbG8=');",
				c.stamp, c.signature, body)
			out, err := exec.Command(node, "-e", snippet(t, "webhooks.md", "js")+call).CombinedOutput()
			if c.says == "" {
				require.NoError(t, err, "%s", out)
				return
			}
			require.Error(t, err)
			require.Contains(t, string(out), c.says)
		})
	}
}
