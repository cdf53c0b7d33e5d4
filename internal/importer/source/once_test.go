package source_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
)

func TestASourceIsOpenedOnceAndAgainAfterAFailure(t *testing.T) {
	away, tries := errors.New("away"), 0
	open := source.Once(func() (source.Source, error) {
		if tries++; tries == 1 {
			return nil, away
		}
		return source.New(configs.Import{Source: configs.Source{Path: "/data/*.csv"}}, source.Options{})
	})
	_, err := open()
	require.ErrorIs(t, err, away)
	first, err := open()
	require.NoError(t, err)
	second, err := open()
	require.NoError(t, err)
	require.Same(t, first, second)
	require.Equal(t, 2, tries)
}
