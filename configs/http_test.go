package configs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

func TestWhoChoseTheAddress(t *testing.T) {
	for name, c := range map[string]struct {
		file   string
		env    []string
		set    map[string]string
		chosen bool
	}{
		"nobody":          {file: "http: {token: sesame}\n"},
		"the file":        {file: "http: {listen: \"127.0.0.1:8080\"}\n", chosen: true},
		"the environment": {env: []string{"TRACKREG_HTTP_LISTEN=127.0.0.1:8080"}, chosen: true},
		"a flag":          {set: map[string]string{"http.listen": "127.0.0.1:8080"}, chosen: true},
	} {
		got, _, err := configs.Load(configs.LoadOptions{File: write(t, c.file), Env: c.env, Set: c.set})
		require.NoError(t, err)
		require.Equal(t, "127.0.0.1:8080", got.HTTP.Listen)
		require.Equal(t, c.chosen, got.HTTP.Chosen, name)
	}
}
