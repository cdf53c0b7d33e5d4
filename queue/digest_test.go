package queue_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/queue"
)

// canonicalDigest is the contract's definition, by the library alone.
func canonicalDigest(t require.TestingT, object string) string {
	text, err := jcs.Transform([]byte(object))
	require.NoError(t, err)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])[:16]
}

func TestDigestIsThatOfTheContract(t *testing.T) {
	e := parse(t, `{"tag":"A1","number":" RR123456789CN","_source":"x","carrier":3011,"_ref":"7"}`)
	sum := sha256.Sum256([]byte(`{"_ref":"7","carrier":3011,"number":"RR123456789CN","tag":"A1"}`))
	require.Equal(t, hex.EncodeToString(sum[:8]), e.Digest())
	require.Equal(t, "register:3011:RR123456789CN:"+hex.EncodeToString(sum[:8]), e.TaskID(queue.Register))
}

func TestDigestIsTheLibrarysForWhatItHasToRewrite(t *testing.T) {
	for _, object := range []string{
		`{"number":"AB12345","x":1.50,"y":-0.0,"z":1E3,"k":1e21,"l":0.0000001,"m":-1e-7,"n":12345678901234567e4}`,
		`{"number":"AB12345","s":"\u0041\/\u00fc\ud83d\ude00\b\f\n\r\t\"\\\u001f"}`,
		`{"number":"AB12345","\ud83d\ude00":1,"\ufb33":2,"\u00e9":3,"z":4,"":5}`,
		`{"number":"AB12345","o":{"b":[{"y":1,"x":[]},{}],"a":null},"t":true,"f":false}`,
		`{"number":"AB12345","w":"A\"B\\12345"}`,
	} {
		require.Equal(t, canonicalDigest(t, object), parse(t, object).Digest(), object)
	}
}

func TestDigestTellsNumbersApartThatNoDoubleDoes(t *testing.T) {
	for _, pair := range [][2]string{
		{"9007199254740992", "9007199254740993"},
		{"1e400", "1e401"},
		{"1e-400", "0"},
		{"0.1", "0.1000000000000000055"},
		{"[{\"a\":9007199254740992}]", "[{\"a\":9007199254740993}]"},
	} {
		one := parse(t, `{"number":"AB12345","x":`+pair[0]+`}`)
		two := parse(t, `{"number":"AB12345","x":`+pair[1]+`}`)
		require.NotEqual(t, one.Digest(), two.Digest(), "%s and %s", pair[0], pair[1])
	}
	for _, pair := range [][2]string{{"1", "1.0"}, {"100", "1E2"}, {"0", "-0"}, {"0.5", "5e-1"}, {"0", "0e9"}} {
		one := parse(t, `{"number":"AB12345","x":`+pair[0]+`}`)
		two := parse(t, `{"number":"AB12345","x":`+pair[1]+`}`)
		require.Equal(t, one.Digest(), two.Digest(), "%s and %s", pair[0], pair[1])
	}
}

// value draws a JSON value that no double rounds.
func value() *rapid.Generator[any] {
	scalar := rapid.OneOf(
		rapid.String().AsAny(),
		rapid.Float64Range(-1e15, 1e15).AsAny(),
		rapid.Int32().AsAny(),
		rapid.Bool().AsAny(),
		rapid.Just[any](nil),
	)
	return rapid.OneOf(
		scalar,
		rapid.SliceOfN(scalar, 0, 3).AsAny(),
		rapid.MapOfN(rapid.String(), scalar, 0, 3).AsAny(),
	)
}

// item draws the members of an entry, none of them ours.
func item(t *rapid.T) map[string]any {
	members := rapid.MapOfN(rapid.StringMatching(`[a-zé😀]{1,6}`), value(), 0, 6).Draw(t, "members")
	for _, known := range []string{"number", "carrier", "tag"} {
		delete(members, known)
	}
	members["number"] = rapid.StringMatching(`[A-Za-z0-9-]{4,19}[0-9]`).Draw(t, "number")
	members["carrier"] = rapid.IntRange(0, 200000).Draw(t, "carrier")
	return members
}

// write writes an object with its keys in a drawn order and drawn white space.
func write(t *rapid.T, members map[string]any) []byte {
	space := rapid.SampledFrom([]string{"", " ", "\n\t", " \r\n"})
	keys := rapid.Permutation(slices.Sorted(maps.Keys(members))).Draw(t, "order")
	var b bytes.Buffer
	for i, key := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		k, _ := json.Marshal(key)
		v, _ := json.Marshal(members[key])
		fmt.Fprintf(&b, "%s%s%s:%s%s", space.Draw(t, "space"), k, space.Draw(t, "space"), space.Draw(t, "space"), v)
	}
	return []byte("{" + b.String() + space.Draw(t, "space") + "}")
}

func TestDigestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		members := item(t)
		e, err := queue.ParseEntry(write(t, members))
		require.NoError(t, err)

		again, err := queue.ParseEntry(write(t, members))
		require.NoError(t, err)
		require.Equal(t, e.Digest(), again.Digest(), "order of keys and white space make no difference")
		require.Equal(t, canonicalDigest(t, string(write(t, members))), e.Digest(), "it is the library's")

		members["_note"] = value().Draw(t, "note")
		noted, err := queue.ParseEntry(write(t, members))
		require.NoError(t, err)
		require.Equal(t, e.Digest(), noted.Digest(), "a key of the caller's makes no difference")
		require.JSONEq(t, string(e.Body), string(noted.Body), "and is not sent")

		members["_ref"] = rapid.String().Draw(t, "ref")
		referred, err := queue.ParseEntry(write(t, members))
		require.NoError(t, err)
		require.NotEqual(t, e.Digest(), referred.Digest(), "a reference makes another task")

		delete(members, "_ref")
		key := rapid.SampledFrom(slices.Sorted(maps.Keys(members))).Draw(t, "changed")
		if !strings.HasPrefix(key, "_") && key != "number" && key != "carrier" {
			members[key] = []any{members[key]}
			changed, err := queue.ParseEntry(write(t, members))
			require.NoError(t, err)
			require.NotEqual(t, e.Digest(), changed.Digest(), "any change of data makes another task")
		}
	})
}
