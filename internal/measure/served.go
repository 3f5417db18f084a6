package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// served is an earshot that listens until it is ended.
type served struct {
	command *exec.Cmd
	address string
}

// serve starts the binary and waits until it says where it listens.
func serve(ctx context.Context, binary string, args ...string) (*served, error) {
	s := &served{command: exec.CommandContext(ctx, binary, args...)}
	s.command.Stderr = os.Stderr
	out, err := s.command.StdoutPipe()
	if err == nil {
		err = s.command.Start()
	}
	if err != nil {
		return nil, err
	}
	said := bufio.NewReader(out)
	line, err := said.ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if !found {
		s.end()
		return nil, fmt.Errorf("earshot %v: %q, %w", args, line, err)
	}
	s.address = address
	go io.Copy(io.Discard, said) // it would stop at a full pipe
	return s, nil
}

// end asks it to go and waits until it has gone.
func (s *served) end() {
	_ = s.command.Process.Signal(syscall.SIGTERM)
	_ = s.command.Wait()
}
