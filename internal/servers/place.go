package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// place is the file with what is known of running servers: NAME='value' lines.
type place struct{ file string }

// folderOf is the variable that holds the folder of a server's data.
func folderOf(s server) string { return prefixOf(s) + "DIR" }

func prefixOf(s server) string { return "EARSHOT_" + strings.ToUpper(s.name()) + "_" }

// start starts a server unless it runs already.
func (p place) start(ctx context.Context, s server) error {
	known, err := p.read()
	if err != nil {
		return err
	}
	if dir := known[folderOf(s)]; dir != "" {
		if reachable(known, prefixOf(s)) {
			fmt.Printf("%s runs already, its data is in %s\n", s.name(), dir)
			return nil
		}
		if err := os.RemoveAll(dir); err != nil { // it was ended by somebody else
			return err
		}
		forget(known, s)
	}
	if err := install(ctx, s); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "earshot-"+s.name())
	if err != nil {
		return err
	}
	if err := os.Chmod(dir, 0o755); err != nil { // servers run as users of their own
		return err
	}
	starting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	variables, err := s.start(starting, dir)
	if err != nil {
		return errors.Join(err, s.stop(dir), os.RemoveAll(dir))
	}
	maps.Copy(known, variables)
	known[folderOf(s)] = dir
	fmt.Printf("%s runs, its data is in %s\n", s.name(), dir)
	return p.write(known)
}

// stop stops a server that start has started, and forgets it.
func (p place) stop(s server) error {
	known, err := p.read()
	if err != nil {
		return err
	}
	dir := known[folderOf(s)]
	if dir == "" {
		return nil
	}
	err = errors.Join(s.stop(dir), os.RemoveAll(dir))
	forget(known, s)
	return errors.Join(err, p.write(known))
}

func (p place) read() (map[string]string, error) {
	known := map[string]string{}
	file, err := os.Open(p.file)
	if errors.Is(err, os.ErrNotExist) {
		return known, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		name, value, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "export "), "=")
		known[name] = strings.Trim(value, "'")
	}
	return known, lines.Err()
}

func (p place) write(known map[string]string) error {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(known)) {
		fmt.Fprintf(&b, "export %s='%s'\n", name, known[name])
	}
	if err := os.MkdirAll(filepath.Dir(p.file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(p.file, []byte(b.String()), 0o600)
}

// reachable tells whether a server answers at all of its addresses and ports.
func reachable(known map[string]string, prefix string) bool {
	for name, value := range known {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if strings.HasSuffix(name, "_PORT") {
			value = net.JoinHostPort("127.0.0.1", value)
		}
		if _, _, err := net.SplitHostPort(value); err != nil {
			continue
		}
		c, err := net.DialTimeout("tcp", value, time.Second)
		if err != nil {
			return false
		}
		c.Close()
	}
	return true
}

func forget(known map[string]string, s server) {
	maps.DeleteFunc(known, func(name, _ string) bool { return strings.HasPrefix(name, prefixOf(s)) })
}

// freePort is a port of loopback that nobody listens at.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// answers waits until somebody listens at the address.
func answers(ctx context.Context, address string) error {
	var dialer net.Dialer
	for {
		c, err := dialer.DialContext(ctx, "tcp", address)
		if err == nil {
			return c.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("nobody answers at %s: %w", address, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
