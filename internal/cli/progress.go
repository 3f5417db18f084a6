package cli

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows how far something is, on a terminal and once it takes longer than a
// second; elsewhere it is silent.
type bar struct {
	shown *progressbar.ProgressBar
	make  func(total int) *progressbar.ProgressBar
	began time.Time
}

func (a *app) progress(what string) *bar {
	b := &bar{began: time.Now()}
	file, ok := a.stderr.(*os.File)
	if !ok || a.json || a.verbose || !term.IsTerminal(int(file.Fd())) || os.Getenv("CI") != "" {
		return b
	}
	b.make = func(total int) *progressbar.ProgressBar {
		return progressbar.NewOptions(total, progressbar.OptionSetWriter(file), progressbar.OptionSetDescription(what),
			progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
	}
	return b
}

// of tells how many of how many are done; a total of -1 is unknown.
func (b *bar) of(done, total int) {
	if b.make == nil || time.Since(b.began) < time.Second {
		return
	}
	if b.shown == nil {
		b.shown = b.make(total)
	}
	// A terminal that cannot be written is no reason to stop working.
	_ = b.shown.Set(done)
}

func (b *bar) finish() {
	if b.shown != nil {
		_ = b.shown.Finish()
	}
}

// during shows that something is going on whose end is not known while f runs.
func (b *bar) during(f func() error) error {
	ended, quiet := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(quiet)
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for n := 1; ; n++ {
			select {
			case <-ended:
				b.finish()
				return
			case <-tick.C:
				b.of(n, -1)
			}
		}
	}()
	err := f()
	close(ended)
	<-quiet
	return err
}
