package source

import (
	"net/netip"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAddressesThatNobodyFromOutsideReaches(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1": true, "127.9.9.9": true, "::1": true, "::ffff:127.0.0.1": true, "0.0.0.0": true, "::": true, "0.1.2.3": true,
		"10.0.0.1": true, "172.16.0.1": true, "172.31.255.255": true, "192.168.1.1": true, "100.64.0.1": true, "169.254.169.254": true,
		"fd00::1": true, "fe80::1": true, "fe80::1%eth0": true, "fec0::1": true, "ff02::1": true, "224.0.0.1": true, "255.255.255.255": true,
		"64:ff9b::7f00:1": true, "2002:7f00:1::": true, "::127.0.0.1": true,
		"172.32.0.1": false, "8.8.8.8": false, "100.128.0.1": false, "169.253.0.1": false, "::ffff:8.8.8.8": false, "2606:4700::1": false,
	} {
		require.Equal(t, want, isPrivate(netip.MustParseAddr(address)), address)
	}
}

// TestANameThatLeadsElsewhereTheSecondTimeGainsNothing gives the dialler what names led to.
func TestANameThatLeadsElsewhereTheSecondTimeGainsNothing(t *testing.T) {
	require.NoError(t, refusePrivate("tcp", "8.8.8.8:80", nil))
	require.ErrorContains(t, refusePrivate("tcp", "127.0.0.1:80", nil), "sends on to 127.0.0.1:80")
	require.ErrorContains(t, refusePrivate("tcp6", "[fe80::1%eth0]:80", nil), "in a private network")
	require.Error(t, refusePrivate("tcp", "no address", nil))
}

func TestWhatIsTheSettingsOwnHostAndPort(t *testing.T) {
	for _, c := range []struct {
		own, next string
		want      bool
	}{
		{"http://shop/a", "http://shop/b", true},
		{"http://shop/a", "http://SHOP:80/b", true},
		{"http://shop/a", "https://shop/b", true},
		{"https://shop/a", "https://shop:443/b", true},
		{"https://shop/a", "http://shop/b", false},
		{"http://shop:8080/a", "https://shop/b", false},
		{"http://shop/a", "http://shop:6379/", false},
		{"http://shop/a", "http://shop.example/", false},
	} {
		own, err := url.Parse(c.own)
		require.NoError(t, err)
		next, err := url.Parse(c.next)
		require.NoError(t, err)
		require.Equal(t, c.want, sameDoor(next, own), "%s after %s", c.next, c.own)
	}
}
