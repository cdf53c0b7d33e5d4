package deploy_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// imageVariable asks for the test of the image: it compiles everything anew, minutes on two cores.
const imageVariable = "TEST_IMAGE"

// mostImage is what the image may weigh at most as it is pulled, in bytes.
const mostImage = 40 << 20

// baseImage is what the Dockerfile compiles in. No registry is asked: the test makes one of that name.
const baseImage = "docker.io/library/golang:1.26"

// images is a store of images and containers that ends with the test.
type images struct {
	t     *testing.T
	store string
}

func newImages(t *testing.T) *images {
	t.Helper()
	if os.Getenv(imageVariable) == "" {
		t.Skipf("builds an image, which takes minutes: set %s=1", imageVariable)
	}
	if _, err := exec.LookPath("buildah"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("buildah is not on PATH, and CI=true asks for it")
		}
		t.Skip("needs buildah on PATH")
	}
	if os.Getuid() != 0 {
		t.Skip("needs root, to put files in an image")
	}
	i := &images{t: t, store: t.TempDir()}
	t.Cleanup(func() { _, _ = i.try("rm", "--all") })
	return i
}

func (i *images) try(command string, args ...string) (string, error) {
	all := append([]string{
		"--root", filepath.Join(i.store, "root"), "--runroot", filepath.Join(i.store, "run"), "--storage-driver", "vfs", command,
	}, args...)
	for tries := 1; ; tries++ {
		out, err := exec.Command("buildah", all...).CombinedOutput()
		if err == nil || tries == sealTries || !strings.Contains(string(out), sealBusy) {
			return strings.TrimSpace(string(out)), err
		}
	}
}

// sealBusy is what buildah 1.28 says where the kernel still held a page of the copy that it makes of
// itself before each step: nothing of the step has been done.
const sealBusy = "sealing memfd copy: Device or resource busy"

// sealTries is how often such a step is begun at most.
const sealTries = 10

func (i *images) buildah(command string, args ...string) string {
	i.t.Helper()
	out, err := i.try(command, args...)
	require.NoError(i.t, err, "buildah %s %q: %s", command, args, out)
	return out
}

// base makes the image that the Dockerfile compiles in, of this machine's shell and certificates.
// Go itself is mounted.
func (i *images) base() {
	i.t.Helper()
	c := i.buildah("from", "scratch")
	root := i.buildah("mount", c)
	for _, dir := range []string{"bin", "tmp", "root", "proc", "sys", "dev", "src"} {
		require.NoError(i.t, os.MkdirAll(filepath.Join(root, dir), 0o755))
	}
	for _, name := range []string{"sh", "mkdir", "cp"} {
		path, err := exec.LookPath(name)
		require.NoError(i.t, err)
		i.put(root, path, "/bin/"+name)
		libraries, err := exec.Command("ldd", path).Output()
		require.NoError(i.t, err)
		for _, library := range regexp.MustCompile(`/\S+`).FindAllString(string(libraries), -1) {
			i.put(root, library, library)
		}
	}
	const certificates = "/etc/ssl/certs/ca-certificates.crt"
	i.put(root, certificates, certificates)
	i.buildah("unmount", c)
	i.buildah("config", "--env", "PATH=/usr/local/go/bin:/bin", "--env", "GOPATH=/go", "--env", "GOCACHE=/cache", "--env", "GOTOOLCHAIN=local",
		"--env", "GOPROXY="+i.goEnv("GOPROXY"), c)
	i.buildah("commit", "--rm", c, baseImage)
}

// put copies a file of this machine into an image's root.
func (i *images) put(root, from, to string) {
	i.t.Helper()
	text, err := os.ReadFile(from)
	require.NoError(i.t, err)
	to = filepath.Join(root, to)
	require.NoError(i.t, os.MkdirAll(filepath.Dir(to), 0o755))
	require.NoError(i.t, os.WriteFile(to, text, 0o755))
}

func (i *images) goEnv(name string) string {
	i.t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	require.NoError(i.t, err)
	return strings.TrimSpace(string(out))
}

// build builds the Dockerfile with this machine's Go and what it has in its caches.
func (i *images) build(tag string, args ...string) {
	i.t.Helper()
	i.base()
	i.buildah("build", append([]string{
		"--isolation", "chroot", "--format", "docker", "--pull-never", "--tag", tag, "--file", "../Dockerfile",
		"--volume", i.goEnv("GOROOT") + ":/usr/local/go:ro",
		"--volume", i.goEnv("GOMODCACHE") + ":/go/pkg/mod",
		"--volume", i.goEnv("GOCACHE") + ":/cache",
	}, append(args, "..")...)...)
}

// pulled is the size of the image as a registry hands it out.
func (i *images) pulled(tag string) (size int64) {
	i.t.Helper()
	dir := i.t.TempDir()
	i.buildah("push", tag, "oci:"+dir)
	require.NoError(i.t, filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	}))
	return size
}

// config is what an image says of how it is run.
type config struct {
	Docker struct {
		Config struct {
			User        string
			Entrypoint  []string
			Cmd         []string
			Healthcheck struct{ Test []string }
			Labels      map[string]string
		} `json:"config"`
	}
}

func TestImage(t *testing.T) {
	i := newImages(t)
	i.build("trackreg:test", "--build-arg", "VERSION=v9.9.9")

	var c config
	require.NoError(t, json.Unmarshal([]byte(i.buildah("inspect", "--type", "image", "trackreg:test")), &c))
	require.Equal(t, "65532:65532", c.Docker.Config.User)
	require.Equal(t, []string{"/trackreg"}, c.Docker.Config.Entrypoint)
	require.Equal(t, []string{"worker"}, c.Docker.Config.Cmd)
	require.Equal(t, []string{"CMD", "/trackreg", "healthcheck"}, c.Docker.Config.Healthcheck.Test)
	require.Equal(t, "v9.9.9", c.Docker.Config.Labels["org.opencontainers.image.version"])
	size := i.pulled("trackreg:test")
	t.Logf("%.1f MiB to pull", float64(size)/(1<<20))
	require.Less(t, size, int64(mostImage))

	container := i.buildah("from", "--pull-never", "trackreg:test")
	require.Regexp(t, `^trackreg v9\.9\.9 \(`, i.buildah("run", "--isolation", "chroot", container, "--", "/trackreg", "version"))
	out, err := i.try("run", "--isolation", "chroot", container, "--", "/trackreg", "healthcheck")
	require.Error(t, err)
	require.Contains(t, out, "no worker answers")
	_, err = i.try("run", "--isolation", "chroot", container, "--", "/bin/sh", "-c", "true")
	require.Error(t, err, "there is no shell")
	zones := i.buildah("run", "--isolation", "chroot", "--env", "TRACKREG_ACCOUNTS_MAIN_DAILY_RESET=00:00 Asia/Shanghai",
		container, "--", "/trackreg", "config", "check")
	require.Contains(t, zones, "the settings are good", "time zones are part of the program")
}
