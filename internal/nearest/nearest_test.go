package nearest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestName(t *testing.T) {
	names := []string{"max_attempts", "call_timeout", "high_water"}
	require.Equal(t, "max_attempts", Name("max_atempts", names))
	require.Equal(t, "max_attempts", Name("maxAttempts", names))
	require.Equal(t, "high_water", Name("hihg_water", names))
	require.Empty(t, Name("color", names))
	require.Empty(t, Name("", names))
	require.Equal(t, 1, distance([]rune("ab"), []rune("ba")), "two letters swapped are one mistake")
	require.Equal(t, 3, distance([]rune("kitten"), []rune("sitting")))
}

func TestChangesAreOfLetters(t *testing.T) {
	count, like := Changes("顺风速运", "顺丰速运")
	require.True(t, like, "a letter is one, however many bytes it has")
	require.Equal(t, 1, count)
	_, like = Changes("dhl", "ups")
	require.False(t, like)
	_, like = Changes("dhl", "dhlpaket")
	require.False(t, like)
	count, like = Changes("same", "same")
	require.True(t, like)
	require.Zero(t, count)
}
