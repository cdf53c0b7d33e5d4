package configs_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

func TestTokensWithWhatTheyMay(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shop")
	require.NoError(t, os.WriteFile(file, []byte("sesame-1\n"), 0o600))
	got, warnings, err := load(t, "accounts: {main: {}, eu: {}}\nhttp:\n  token: sesame\n  tokens:\n"+
		"    - {name: shop, token_file: "+file+", accounts: [main], may: [intake]}\n"+
		"    - {name: ops, token: \" sesame-2 \", may: [read, act]}\n")
	require.NoError(t, err)
	require.Empty(t, warnings)
	require.Equal(t, []configs.Token{
		{Name: "shop", TokenFile: file, Accounts: []string{"main"}, May: []configs.Right{configs.MayIntake}},
		{Name: "ops", Token: "sesame-2", May: []configs.Right{configs.MayRead, configs.MayAct}},
	}, got.HTTP.Tokens)

	source, err := got.HTTP.Tokens[0].Source()
	require.NoError(t, err)
	require.Equal(t, "sesame-1", source.Get())
	require.NoError(t, os.WriteFile(file, []byte("sesame-3\n"), 0o600))
	require.Equal(t, "sesame-3", source.Get(), "it is read again")

	_, err = configs.Token{Name: "none", TokenFile: file + ".none"}.Source()
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "the token none of http.tokens")
}

func TestWhatIsWrongWithATokenIsSaidWithItsLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "same")
	require.NoError(t, os.WriteFile(file, []byte("sesame\n"), 0o600))
	for text, want := range map[string]string{
		"{name: shop, token: t, may: [intak]}":                                   `trackreg.yaml:5: http.tokens.0.may.0 does not know "intak": did you mean "intake"?`,
		"{name: shop, token: t, may: [everything]}":                              `trackreg.yaml:5: http.tokens.0.may.0 does not know "everything": choose of intake, read, act, admin`,
		"{name: shop, token: t, may: []}":                                        "trackreg.yaml:5: http.tokens.0.may is missing: write what the token may, of intake, read, act, admin",
		"{name: shop, token: t}":                                                 "trackreg.yaml:5: http.tokens.0.may is missing: write what the token may, of intake, read, act, admin",
		"{name: shop, token: t, may: [read], accounts: [eu, uk]}":                `trackreg.yaml:5: http.tokens.0.accounts.1 names no account of the settings: "uk": use one of eu, main`,
		"{token: t, may: [read]}":                                                "trackreg.yaml:5: http.tokens.0.name is no name of a token: use letters, digits and . _ - alone, 63 at most",
		"{name: \"me@host\", token: t, may: [read]}":                             "trackreg.yaml:5: http.tokens.0.name is no name of a token: use letters, digits and . _ - alone, 63 at most",
		"{name: token, token: t, may: [read]}":                                   "trackreg.yaml:5: http.tokens.0.name is the name of http.token itself: choose another",
		"{name: shop, may: [read]}":                                              "trackreg.yaml:5: http.tokens.0.token is missing: give token or token_file",
		"{name: shop, token: t, token_file: f, may: [read]}":                     "trackreg.yaml:5: http.tokens.0.token_file stands beside a token: keep one of token and token_file",
		"{name: shop, token: a b, may: [read]}":                                  "trackreg.yaml:5: http.tokens.0.token holds a blank or control character: choose one of letters and digits",
		"{name: shop, token_file: " + file + ", may: [read]}":                    "trackreg.yaml:5: http.tokens.0 is the same token as that of http.token: nobody could tell who asks: give each a token of its own",
		"{name: a, token: t, may: [read]}\n   - {name: b, token: t, may: [act]}": "trackreg.yaml:6: http.tokens.1 is the same token as that of a: nobody could tell who asks: give each a token of its own",
		"{name: a, token: t, may: [read]}\n   - {name: a, token: u, may: [act]}": `trackreg.yaml:6: http.tokens.1.name is "a" for the second time: give each token a name of its own`,
	} {
		require.Equal(t, []string{want}, problems(t, "accounts: {main: {}, eu: {}}\nhttp:\n  token: sesame\n  tokens:\n   - "+text+"\n"), text)
	}
}

func TestTokensComeFromTheFileAlone(t *testing.T) {
	got, warnings, err := load(t, "", "TRACKREG_HTTP_TOKENS=shop")
	require.NoError(t, err)
	require.Empty(t, got.HTTP.Tokens)
	require.Len(t, warnings, 1)
}
