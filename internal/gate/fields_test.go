package gate

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFieldWithoutAValueIsPassedOver(t *testing.T) {
	require.Equal(t, fields{"calls": "7"}, hash([]any{"calls", "7", "size"}))
	require.Equal(t, fields{"calls": "7", "size": ""}, hash([]any{"calls", "7", "size", nil}), "or read as its default")
}
