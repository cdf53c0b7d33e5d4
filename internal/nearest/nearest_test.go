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
	require.Equal(t, 1, distance("ab", "ba"), "two letters swapped are one mistake")
	require.Equal(t, 3, distance("kitten", "sitting"))
}
