package prompt

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"

	"github.com/peterh/liner"
)

// screen shows pages; the terminal is as programs expect it while a pager runs.
type screen struct {
	prompt      *Prompt
	cooked, raw liner.ModeApplier
}

// show writes the page, through the pager where it is longer than the terminal.
func (s *screen) show(page []byte) error {
	_, height := s.prompt.Size()
	if s.prompt.Pager == "" || height <= 0 || bytes.Count(page, []byte("\n")) < height {
		_, err := s.prompt.Out.Write(page)
		return err
	}
	if err := s.cooked.ApplyMode(); err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	pager := exec.Command("sh", "-c", s.prompt.Pager) // Ctrl-C is its own: less goes on
	pager.Env = append(os.Environ(), "LESSCHARSET=utf-8")
	pager.Stdin, pager.Stdout, pager.Stderr = bytes.NewReader(page), s.prompt.Out, s.prompt.Out
	failed := pager.Run()
	if err := s.raw.ApplyMode(); err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	if failed != nil {
		return fmt.Errorf("pager %s: %w", s.prompt.Pager, failed)
	}
	return nil
}
