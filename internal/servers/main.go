// Command servers starts the real systems that some tests pull from, each on
// loopback, with settings of its own and its data in a temporary folder.
//
// `servers start` installs the Debian packages that are missing (as root), has
// the servers run in the background and writes their addresses to
// bin/servers.env, a file that a shell can read; what runs already is left
// alone. `servers stop` ends them and removes their data. With names behind it
// (dovecot) either does so for these alone. `servers list` prints the names.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// server is one system that tests need.
type server interface {
	name() string
	program() string    // its presence, in $PATH or by its whole name, shows that the packages are installed
	packages() []string // of Debian
	// start has it run in the background with all of its data below dir, which
	// is there and empty, and returns once it answers. What tests must know of
	// it are environment variables, named EARSHOT_<NAME>...
	start(ctx context.Context, dir string) (map[string]string, error)
	// stop ends what was started with this dir.
	stop(dir string) error
}

// all are the servers there are.
func all() []server {
	return []server{dovecot{}, mariadb{}, postfix{}, postgres{}}
}

// patience is how long a server may take until it answers.
const patience = 30 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := do(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "servers:", err)
		os.Exit(1)
	}
}

func do(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("say start, stop or list")
	}
	wanted, err := named(args[1:])
	if err != nil {
		return err
	}
	p := place{filepath.Join("bin", "servers.env")}
	for _, s := range wanted {
		switch args[0] {
		case "start":
			err = p.start(ctx, s)
		case "stop":
			err = p.stop(s)
		case "list":
			_, err = fmt.Println(s.name())
		default:
			err = fmt.Errorf("%q is none of start, stop and list", args[0])
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.name(), err)
		}
	}
	return nil
}

func named(names []string) ([]server, error) {
	var list []server
	for _, s := range all() {
		if len(names) == 0 || slices.Contains(names, s.name()) {
			list = append(list, s)
		}
	}
	if len(list) < len(names) {
		return nil, errors.New("no such server: see `servers list`")
	}
	return list, nil
}

// install installs the packages of a server that is not there.
func install(ctx context.Context, s server) error {
	if _, err := exec.LookPath(s.program()); err == nil {
		return nil
	}
	if os.Getuid() != 0 {
		return fmt.Errorf("not installed: apt-get install %s", s.packages())
	}
	for _, command := range [][]string{
		{"apt-get", "update", "-qq"},
		append([]string{"apt-get", "install", "-y", "-qq", "--no-install-recommends"}, s.packages()...),
	} {
		c := exec.CommandContext(ctx, command[0], command[1:]...)
		// No service of the machine's own is started: exit 101 forbids it.
		c.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1")
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("%v: %w: %s", command, err, out)
		}
	}
	return nil
}

// run runs a command to its end; what it says is in its error. It speaks to a
// file: a server that it leaves in the background would hold a pipe open.
func run(ctx context.Context, dir, program string, args ...string) error {
	said, err := os.Create(filepath.Join(dir, "start.log"))
	if err != nil {
		return err
	}
	defer said.Close()
	c := exec.CommandContext(ctx, program, args...)
	c.Stdout, c.Stderr = said, said
	if err := c.Run(); err != nil {
		out, _ := os.ReadFile(said.Name())
		return fmt.Errorf("%s: %w: %s", program, err, out)
	}
	return nil
}
