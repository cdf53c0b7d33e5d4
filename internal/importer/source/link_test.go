package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// following reads files also through links.
func following(t *testing.T, pattern string) *reader {
	t.Helper()
	return newReader(t, configs.Import{Source: configs.Source{Path: pattern, FollowLinks: true}}, source.Options{})
}

// linked is a folder in with a file of its own, a link to a file elsewhere, one to a folder, and
// one to nothing.
func linked(t *testing.T) (in, elsewhere string) {
	t.Helper()
	dir := t.TempDir()
	in, elsewhere = filepath.Join(dir, "in"), filepath.Join(dir, "elsewhere")
	write(t, filepath.Join(elsewhere, "secret.csv"), "number\nSECRET12345\n")
	write(t, filepath.Join(in, "own.csv"), "number\nAB12345\n")
	link(t, filepath.Join(elsewhere, "secret.csv"), filepath.Join(in, "linked.csv"))
	link(t, elsewhere, filepath.Join(in, "folder.csv"))
	link(t, filepath.Join(dir, "missing"), filepath.Join(in, "nothing.csv"))
	return in, elsewhere
}

func link(t *testing.T, target, name string) {
	t.Helper()
	require.NoError(t, os.Symlink(target, name))
}

func TestLinksAreNotFollowed(t *testing.T) {
	in, _ := linked(t)
	listed, err := files(t, filepath.Join(in, "*.csv")).Parts(t.Context())
	require.NoError(t, err)
	require.Len(t, listed.Parts, 1, "the others are read")
	require.Equal(t, filepath.Join(in, "own.csv"), listed.Parts[0].Name)
	require.Len(t, listed.Left, 1, "what links to folders and to nothing is no file to be read")
	require.Equal(t, filepath.Join(in, "linked.csv")+" is a symbolic link, and links are not followed: whoever may write here could have any file read: "+
		"put the file itself there, or set follow_links: true under source", listed.Left[0].Error())
	require.False(t, listed.Left[0].Passing)

	_, err = files(t, filepath.Join(in, "linked.csv")).Parts(t.Context())
	require.ErrorContains(t, asError(t, err), "linked.csv is a symbolic link", "the settings' own file is none either")
	_, err = files(t, filepath.Join(in, "nothing.csv")).Parts(t.Context())
	require.ErrorContains(t, asError(t, err), "does not exist")
}

func TestFoldersThatAreLinksAreNotFollowed(t *testing.T) {
	in, elsewhere := linked(t)
	write(t, filepath.Join(elsewhere, "more.csv"), "number\nSECRET12346\n")
	listed, err := files(t, filepath.Join(in, "*", "*.csv")).Parts(t.Context())
	require.NoError(t, err)
	require.Empty(t, listed.Parts)
	require.Len(t, listed.Left, 1, "said once of the link, not of each file in it")
	require.Equal(t, filepath.Join(in, "folder.csv"), listed.Left[0].Part)

	// What stands above the pattern is theirs who wrote the settings.
	numbers := filepath.Join(in, "folder.csv", "secret.csv")
	require.Equal(t, numbers, files(t, numbers).part().Name)
	require.Len(t, files(t, filepath.Join(in, "folder.csv", "*.csv")).parts(), 2)
}

func TestLinksAreFollowedWhereTheSettingsSaySo(t *testing.T) {
	in, elsewhere := linked(t)
	require.Len(t, following(t, filepath.Join(in, "*", "*.csv")).parts(), 1)
	r := following(t, filepath.Join(in, "l*.csv"))
	part := r.part()
	require.Equal(t, payloads("SECRET12345"), r.all(part, source.Position{}))
	moved, err := r.Finish(t.Context(), part)
	require.NoError(t, err)
	require.True(t, moved)
	require.NoFileExists(t, part.Name)
	target, err := os.Readlink(filepath.Join(in, "done", "linked.csv"))
	require.NoError(t, err, "the link is moved, and not what it leads to")
	require.Equal(t, filepath.Join(elsewhere, "secret.csv"), target)
	require.FileExists(t, target)
}

func TestALinkInThePlaceOfAFileThatWasListed(t *testing.T) {
	in, elsewhere := linked(t)
	r := files(t, filepath.Join(in, "own.csv"))
	part := r.part()
	require.NoError(t, os.Remove(part.Name))
	link(t, filepath.Join(elsewhere, "secret.csv"), part.Name)
	require.ErrorContains(t, r.fails(part, source.Position{}), "is a symbolic link")
	_, err := r.Finish(t.Context(), part)
	require.ErrorContains(t, asError(t, err), "is a symbolic link")
}

func TestALinkInThePlaceOfDone(t *testing.T) {
	in, elsewhere := linked(t)
	link(t, elsewhere, filepath.Join(in, "done"))
	name := filepath.Join(in, "own.csv")
	r := files(t, name)
	part := r.part()
	moved, err := r.Finish(t.Context(), part)
	require.False(t, moved)
	require.ErrorContains(t, asError(t, err), "own.csv was read, but is not moved: done beside it is a symbolic link")
	require.FileExists(t, name)

	moved, err = following(t, name).Finish(t.Context(), part)
	require.NoError(t, err)
	require.True(t, moved)
	require.FileExists(t, filepath.Join(elsewhere, "own.csv"))
}
