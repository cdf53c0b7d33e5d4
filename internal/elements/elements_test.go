package elements_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/elements"
)

func ExampleOf() {
	all, n, err := elements.Of([]byte(` [1, {"a":[2]}, "]" ] `), 3)
	fmt.Println(len(all), n, err)
	for _, one := range all {
		fmt.Println(string(one))
	}
	_, n, _ = elements.Of([]byte(`[1,2,3,4]`), 3)
	fmt.Println(n, "are too many")
	// Output:
	// 3 3 <nil>
	// 1
	// {"a":[2]}
	// "]"
	// 4 are too many
}

// same says whether Of finds what encoding/json finds.
func same(t require.TestingT, text []byte) {
	var want []json.RawMessage
	decodes := json.Unmarshal(text, &want)
	got, n, err := elements.Of(text, len(text))
	if decodes != nil || want == nil {
		require.Error(t, err, "%s", text)
		return
	}
	require.NoError(t, err, "%s", text)
	require.Equal(t, len(want), n)
	require.Equal(t, len(want), len(got))
	for i := range want {
		require.Equal(t, string(want[i]), string(got[i]), "%s", text)
	}
}

func TestWhatADecoderFinds(t *testing.T) {
	for _, text := range []string{
		``, ` `, `null`, `{}`, `7`, `"["`, `[]`, ` [ ] `, `[1]`, `[1 ]`, `[ 1,2 ]`, `[1,]`, `[`, `[1`, `[]]`, `[true,null , -1.5e+7]`,
		`[[],{}]`, `[ [ [] ] , {"]":"\\\"]"} ]`, `["\\","a,b"]`, "[\n1\t,\r2]", `["\u005d"]`,
	} {
		same(t, []byte(text))
	}
}

func TestWhatADecoderFindsInAnything(t *testing.T) {
	value := rapid.OneOf(
		rapid.SampledFrom([]string{`1`, `-2.5e7`, `true`, `null`, `""`, `"]"`, `"\\"`, `"\""`, `[]`, `{}`, `[1,[2],"}"]`, `{"a":{"b":[","]}}`}),
		rapid.Map(rapid.String(), func(s string) string { text, _ := json.Marshal(s); return string(text) }),
	)
	space := rapid.StringMatching(`[ \t\r\n]{0,2}`)
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(value, 0, 8).Draw(t, "values")
		for i := range texts {
			texts[i] = space.Draw(t, "before") + texts[i] + space.Draw(t, "behind")
		}
		text := "[" + strings.Join(texts, ",") + "]"
		same(t, []byte(text[:rapid.IntRange(0, len(text)).Draw(t, "cut")]))
		same(t, []byte(text))
	})
}

func FuzzOf(f *testing.F) {
	f.Add([]byte(`[1, {"a":[2]}, "]" ]`))
	f.Fuzz(func(t *testing.T, text []byte) { same(t, text) })
}

func TestWhatIsNoArray(t *testing.T) {
	_, _, err := elements.Of([]byte(`{}`), 1)
	require.ErrorIs(t, err, elements.ErrNoArray)
	var syntax *json.SyntaxError
	_, _, err = elements.Of([]byte(`[1,`), 1)
	require.True(t, errors.As(err, &syntax))
	_, _, err = elements.Of([]byte(strings.Repeat("[", 1<<20)+strings.Repeat("]", 1<<20)), 1)
	require.True(t, errors.As(err, &syntax), "a million deep")
}

// TestMillionsOfElementsAreCountedInNoMemory is an array of 4 Mi ones.
func TestMillionsOfElementsAreCountedInNoMemory(t *testing.T) {
	text := []byte("[1" + strings.Repeat(",1", 4<<20) + "]")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	all, n, err := elements.Of(text, 10_000)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.Equal(t, 4<<20+1, n)
	require.Empty(t, all)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<10))
}
