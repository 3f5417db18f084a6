package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
)

// postgres is PostgreSQL with one user, the owner of everything, in whose
// database each test makes a schema or a database of its own.
type postgres struct{}

const databasePassword = `pässword "with" @ home/%` // with what addresses and shells write otherwise

func (postgres) name() string       { return "postgres" }
func (postgres) program() string    { return newest("/usr/lib/postgresql/*/bin/postgres") }
func (postgres) packages() []string { return []string{"postgresql"} }

// newest is the program of the newest version that is installed.
func newest(pattern string) string {
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		return pattern
	}
	return slices.Max(found)
}

func (p postgres) start(ctx context.Context, dir string) (map[string]string, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	secret, data := filepath.Join(dir, "password"), filepath.Join(dir, "data")
	if err := errors.Join(os.WriteFile(secret, []byte(databasePassword), 0o644), give(dir, "postgres")); err != nil {
		return nil, err
	}
	bin := filepath.Dir(p.program())
	if err := as(ctx, "postgres", dir, filepath.Join(bin, "initdb"), "-D", data, "-U", "earshot", "--pwfile", secret, "-A", "scram-sha-256", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	options := fmt.Sprintf("-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories=%s -c fsync=off -c log_statement=none", port, dir)
	if err := as(ctx, "postgres", dir, filepath.Join(bin, "pg_ctl"), "-D", data, "-w", "-l", filepath.Join(dir, "server.log"), "-o", options, "start"); err != nil {
		return nil, err
	}
	return map[string]string{"EARSHOT_POSTGRES_PORT": strconv.Itoa(port), "EARSHOT_POSTGRES_SOCKET": dir, "EARSHOT_POSTGRES_PASSWORD": databasePassword}, nil
}

func (p postgres) stop(dir string) error {
	data := filepath.Join(dir, "data")
	if _, err := os.Stat(filepath.Join(data, "postmaster.pid")); err != nil {
		return nil // it does not run
	}
	return as(context.Background(), "postgres", dir, filepath.Join(filepath.Dir(p.program()), "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")
}

// give makes a folder that of a user which servers run as that refuse to run as
// root; who is not root keeps it.
func give(dir, name string) error {
	if os.Getuid() != 0 {
		return nil
	}
	owner, err := user.Lookup(name)
	if err != nil {
		return err
	}
	uid, _ := strconv.Atoi(owner.Uid)
	gid, _ := strconv.Atoi(owner.Gid)
	return os.Chown(dir, uid, gid)
}

// as runs a command as another user, where that is needed and allowed.
func as(ctx context.Context, name, dir, program string, args ...string) error {
	if os.Getuid() != 0 {
		return run(ctx, dir, program, args...)
	}
	runuser, err := exec.LookPath("runuser")
	if err != nil {
		return err
	}
	return run(ctx, dir, runuser, append([]string{"-u", name, "--", program}, args...)...)
}
