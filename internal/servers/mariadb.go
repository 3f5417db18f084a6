package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// mariadb is MariaDB with one user, who may do everything: each test makes a
// database of its own.
type mariadb struct{}

func (mariadb) name() string       { return "mariadb" }
func (mariadb) program() string    { return "/usr/sbin/mariadbd" }
func (mariadb) packages() []string { return []string{"mariadb-server"} }

func (m mariadb) start(ctx context.Context, dir string) (map[string]string, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	data, begin := filepath.Join(dir, "data"), filepath.Join(dir, "begin.sql")
	grant := fmt.Sprintf("create user 'earshot'@'127.0.0.1' identified by '%s';\ngrant all on *.* to 'earshot'@'127.0.0.1' with grant option;\n", databasePassword)
	if err := os.WriteFile(begin, []byte(grant), 0o644); err != nil {
		return nil, err
	}
	if err := give(dir, "mysql"); err != nil {
		return nil, err
	}
	if err := as(ctx, "mysql", dir, "mariadb-install-db", "--no-defaults", "--datadir="+data, "--skip-test-db", "--auth-root-authentication-method=socket"); err != nil {
		return nil, err
	}
	// It has no option to go to the background: the shell leaves it there.
	command := fmt.Sprintf("exec %s --no-defaults --datadir=%s --socket=%s/socket --pid-file=%s/server.pid --bind-address=127.0.0.1 --port=%d --init-file=%s "+
		"--character-set-server=utf8mb4 --skip-name-resolve --innodb-flush-log-at-trx-commit=0 >%s/server.log 2>&1 &", m.program(), data, dir, dir, port, begin, dir)
	if err := as(ctx, "mysql", dir, "/bin/sh", "-c", command); err != nil {
		return nil, err
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	return map[string]string{"EARSHOT_MARIADB_PORT": strconv.Itoa(port), "EARSHOT_MARIADB_PASSWORD": databasePassword}, answers(ctx, address)
}

// stop ends it by its own id.
func (mariadb) stop(dir string) error {
	text, err := os.ReadFile(filepath.Join(dir, "server.pid"))
	if err != nil {
		return nil // it does not run
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	for range 200 { // it takes its time to write what it holds
		if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
			return nil // gone
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("process %d does not end", pid)
}
