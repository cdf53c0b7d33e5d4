package configs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
)

func TestAddressesOfSFTP(t *testing.T) {
	for path, want := range map[string]configs.SFTP{
		"sftp://shop@files.example.com/out/*.csv": {User: "shop", Host: "files.example.com", Port: "22", Path: "/out/*.csv"},
		"SFTP://shop@h:2222/a?b#[1].csv":          {User: "shop", Host: "h", Port: "2222", Path: "/a?b#[1].csv"},
		"sftp://a@b@h/~/out/x.csv":                {User: "a@b", Host: "h", Port: "22", Path: "out/x.csv"},
		"sftp://u@[::1]:23/x":                     {User: "u", Host: "::1", Port: "23", Path: "/x"},
		"sftp://u@[::1]/x":                        {User: "u", Host: "::1", Port: "22", Path: "/x"},
	} {
		got, err := configs.Source{Path: path}.SFTP()
		require.NoError(t, err, path)
		require.Equal(t, want, got, path)
		again, err := configs.Source{Path: got.Root() + "/x"}.SFTP()
		require.NoError(t, err, path)
		require.Equal(t, []string{got.User, got.Host, got.Port}, []string{again.User, again.Host, again.Port}, path)
	}
	require.False(t, configs.Source{Path: "/data/sftp/x.csv"}.IsSFTP())
}

func TestRedactedAddressesOfSFTP(t *testing.T) {
	for path, want := range map[string]string{
		"sftp://shop@h/out/*.csv":        "sftp://shop@h/out/*.csv",
		"sftp://shop:hush@h/out/a@b.csv": "sftp://shop:***@h/out/a@b.csv",
		"sftp://shop:hu/sh@h/x":          "sftp://shop:***@h/x",
		"sftp://shop:hush@h":             "sftp://shop:***@h",
	} {
		require.Equal(t, want, configs.Source{Path: path}.Redacted().Path)
	}
}
