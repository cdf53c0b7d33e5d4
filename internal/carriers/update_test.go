package carriers

import (
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUpdateFromAFile(t *testing.T) {
	dir := t.TempDir()
	u := Updater{Path: filepath.Join(dir, listFile)}
	from := write(t, filepath.Join(dir, "fetched.json"), whole(1200))

	done, err := u.Update(t.Context(), from)
	require.NoError(t, err)
	require.Equal(t, Update{Path: u.Path, Carriers: 1200, Gone: []Carrier{}}, done)
	kept, err := os.ReadFile(u.Path)
	require.NoError(t, err)
	require.Equal(t, whole(1200), kept, "it is kept as it came")
	info, err := os.Stat(u.Path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o644), info.Mode().Perm(), "a worker of another user reads it")

	table, err := Load(u.Path)
	require.NoError(t, err)
	require.Equal(t, 1200, table.Len())

	require.NoError(t, os.Chmod(u.Path, 0o640))
	done, err = u.Update(t.Context(), write(t, from, whole(1300)))
	require.NoError(t, err)
	require.Equal(t, 1200, done.Before)
	info, err = os.Stat(u.Path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o640), info.Mode().Perm())
	require.Len(t, files(t, dir), 2, "nothing is left behind")
}

func TestUpdateNamesTheBuiltInCarriersThatAreGone(t *testing.T) {
	dir := t.TempDir()
	text := strings.Replace(string(whole(1200)), `"key":100052}`, `"key":999999}`, 1)
	done, err := Updater{Path: filepath.Join(dir, listFile)}.Update(t.Context(), write(t, filepath.Join(dir, "l"), []byte(text)))
	require.NoError(t, err)
	require.Equal(t, []int{100052}, codes(done.Gone))
	require.Equal(t, "LaserShip", done.Gone[0].Name)
}

func TestUpdateRefusesAListThatIsNotTheWholeOne(t *testing.T) {
	dir := t.TempDir()
	u := Updater{Path: write(t, filepath.Join(dir, listFile), whole(1200))}
	refused := brokenLists()
	refused[string(whole(999))] = "it has 999 carriers"
	refused[string(whole(1079))] = "it has only 1079 of the 1200 carriers"
	refused[strings.ReplaceAll(string(whole(1500)), `"key":500`, `"key":900`)] = "it has only 336 of the 1200 carriers"
	for text, says := range refused {
		_, err := u.Update(t.Context(), write(t, filepath.Join(dir, "l"), []byte(text)))
		require.ErrorContains(t, err, says)
		kept, err := os.ReadFile(u.Path)
		require.NoError(t, err)
		require.Equal(t, whole(1200), kept, "the one before stays")
	}
	require.Len(t, files(t, dir), 2)
	done, err := u.Update(t.Context(), write(t, filepath.Join(dir, "l"), whole(1080)))
	require.NoError(t, err, "a tenth may go")
	require.Equal(t, 1080, done.Carriers)
	_, err = u.Update(t.Context(), filepath.Join(dir, "none.json"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestAListBeforeThatIsBrokenIsMended(t *testing.T) {
	dir := t.TempDir()
	u := Updater{Path: write(t, filepath.Join(dir, listFile), []byte("[{"))}
	done, err := u.Update(t.Context(), write(t, filepath.Join(dir, "l"), whole(1000)))
	require.NoError(t, err)
	require.Zero(t, done.Before)
}

func TestUpdateFromTheVendor(t *testing.T) {
	mux := http.NewServeMux()
	server := httptest.NewTLSServer(mux)
	defer server.Close()
	plain := httptest.NewServer(mux)
	defer plain.Close()
	mux.HandleFunc("/good", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(whole(1100)) })
	mux.HandleFunc("/gone", http.NotFound)
	mux.Handle("/moved", http.RedirectHandler("/good", http.StatusFound))
	mux.Handle("/loop", http.RedirectHandler("/loop", http.StatusFound))
	mux.Handle("/opened", http.RedirectHandler(plain.URL+"/good", http.StatusFound))
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "16777217") })
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100000")
		_, _ = w.Write(whole(1100)[:50_000])
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, _ *http.Request) {
		_, err := w.Write([]byte("["))
		for blanks := []byte(strings.Repeat(" ", 1<<20)); err == nil; {
			_, err = w.Write(blanks)
		}
	})
	u := Updater{Path: filepath.Join(t.TempDir(), listFile), Transport: server.Client().Transport}
	for path, says := range map[string]string{
		server.URL + "/gone":    "404 Not Found",
		server.URL + "/large":   "it is larger than 16 MiB",
		server.URL + "/endless": "it is larger than 16 MiB",
		server.URL + "/cut":     "unexpected EOF",
		server.URL + "/loop":    "from one address to the next",
		server.URL + "/opened":  "give an https address",
		plain.URL + "/good":     "give an https address",
		"ftp://example.com/l":   "give an https address",
		"https://\x7f":          "fetch the list of carriers",
	} {
		_, err := u.Update(t.Context(), path)
		require.ErrorContains(t, err, says, path)
		require.NoFileExists(t, u.Path)
	}
	for _, path := range []string{"/good", "/moved"} {
		done, err := u.Update(t.Context(), server.URL+path)
		require.NoError(t, err)
		require.Equal(t, 1100, done.Carriers)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := u.Update(ctx, server.URL+"/good")
	require.ErrorIs(t, err, context.Canceled)
}

func TestAListThatCannotBeKeptIsAnError(t *testing.T) {
	dir := t.TempDir()
	u := Updater{Path: filepath.Join(dir, "no", "such", listFile)}
	_, err := u.Update(t.Context(), write(t, filepath.Join(dir, "l"), whole(1000)))
	require.ErrorContains(t, err, "keep the list of carriers")
	u.Path = filepath.Join(dir, "folder")
	require.NoError(t, os.MkdirAll(filepath.Join(u.Path, "full"), 0o755))
	_, err = u.Update(t.Context(), filepath.Join(dir, "l"))
	require.ErrorContains(t, err, "keep the list of carriers")
	require.Len(t, files(t, dir), 2, "nothing is left behind")
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
