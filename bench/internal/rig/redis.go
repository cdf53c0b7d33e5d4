package rig

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisReady bounds a start of redis-server, the reading of its file included.
const redisReady = 30 * time.Second

// Durable makes a redis-server write every command to its file before it
// answers, so that what it answered is there again after Kill and Start.
var Durable = []string{"--appendonly", "yes", "--appendfsync", "always"}

// Redis is a redis-server of the rig's own.
type Redis struct {
	URL    string
	Client *redis.Client

	dir     string
	addr    string
	args    []string
	process *Process
}

// newRedis prepares a server that keeps its files in dir; Start starts it.
func newRedis(dir string, args []string) (*Redis, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	return &Redis{
		URL:    "redis://" + addr + "/0",
		Client: redis.NewClient(&redis.Options{Addr: addr}),
		dir:    dir, addr: addr, args: args,
	}, nil
}

// Start starts the server, for the first time or after Kill on the same port and
// files, and returns when it answers.
func (r *Redis) Start(ctx context.Context) error {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		return fmt.Errorf("a real redis-server is needed: install it (apt-get install redis-server): %w", err)
	}
	host, port, err := net.SplitHostPort(r.addr)
	if err != nil {
		return err
	}
	args := append([]string{
		"--bind", host, "--port", port, "--dir", r.dir, "--save", "", "--appendonly", "no",
	}, r.args...)
	r.process, err = start(ctx, r.dir, program{name: "redis", path: path, args: args})
	if err != nil {
		return err
	}
	return r.process.await(ctx, redisReady, r.answers)
}

// answers returns nil when the server that answers on the port is this one, and
// has read its file.
func (r *Redis) answers(ctx context.Context) error {
	info, err := r.Client.Info(ctx, "server").Result()
	switch {
	case err != nil:
		return err
	case !strings.Contains(info, "process_id:"+strconv.Itoa(r.process.PID())+"\r\n"):
		return errors.New("another server has its port")
	default:
		return r.Client.Set(ctx, "rig:ready", 1, time.Second).Err()
	}
}

// UsedMemory returns what the server's data take, in bytes.
func (r *Redis) UsedMemory(ctx context.Context) (int64, error) {
	info, err := r.Client.InfoMap(ctx, "memory").Result()
	if err != nil {
		return 0, fmt.Errorf("memory of redis: %w", err)
	}
	return strconv.ParseInt(info["Memory"]["used_memory"], 10, 64)
}

// Kill ends the server at once, as kill -9 does.
func (r *Redis) Kill() { r.process.Kill() }

// close ends the server and its client.
func (r *Redis) close() {
	_ = r.Client.Close()
	if r.process != nil {
		r.process.Kill()
	}
}
