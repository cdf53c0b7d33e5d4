package configs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

func TestWebhookKeys(t *testing.T) {
	for secret, want := range map[configs.Secret][]string{
		"whsec_aGVsbG8=":             {"hello"},
		"whsec_aGVsbG8":              {"hello"},
		"plain":                      {"plain"},
		"whsec_aGVsbG8=, plain":      {"hello", "plain"},
		" whsec_aGVsbG8= whsec_YQ==": {"hello", "a"},
	} {
		keys, err := configs.Webhook{Secret: secret}.Keys()
		require.NoError(t, err, secret.Reveal())
		require.Len(t, keys, len(want))
		for i, key := range keys {
			require.Equal(t, want[i], string(key))
		}
	}
	for _, secret := range []configs.Secret{"", " , ", "whsec_", "whsec_???", "good whsec_hush!"} {
		_, err := configs.Webhook{Secret: secret}.Keys()
		require.Error(t, err, secret.Reveal())
		require.NotContains(t, err.Error(), "hush")
	}
}

func TestWebhookSecretIsChecked(t *testing.T) {
	_, _, err := load(t, `accounts: {main: {webhook: {url: "https://example.com/hook", secret: whsec_hush!}}}`)
	require.ErrorContains(t, err, "accounts.main.webhook.secret is not base64")
	require.NotContains(t, err.Error(), "hush")
}
