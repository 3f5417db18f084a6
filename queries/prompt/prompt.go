// Package prompt is the interactive prompt of `earshot sql`: SELECTs and saved
// questions on the newest published file, one after the other. It writes nothing
// but the history of what was typed.
package prompt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/peterh/liner"

	"github.com/earshot/earshot/queries"
	"github.com/earshot/earshot/queries/format"
	"github.com/earshot/earshot/queries/reader"
)

// Prompt asks what is typed until the end of the input or .quit.
type Prompt struct {
	Pool      *reader.Pool
	Questions []queries.Question
	Out       io.Writer
	History   string                                                      // the file of what was typed; "": none is kept
	Pager     string                                                      // the command that shows long answers; "": none does
	Size      func() (width, height int)                                  // of the terminal, now
	Now       func() time.Time                                            // for .timer
	Caught    func(context.Context) (context.Context, context.CancelFunc) // a context that Ctrl-C ends

	mode   format.Kind
	timer  bool
	buffer []string // lines of a statement without its end
}

const (
	first = "earshot> "
	next  = "     ..> "
	user  = "prompt"
)

// Run reads and answers. Ctrl-C takes back what was typed or ends the question
// that runs; Ctrl-D ends, and so does ctx, with its error.
func (p *Prompt) Run(ctx context.Context) error {
	p.mode, p.timer = format.Table, true
	cooked, err := liner.TerminalMode()
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	line := liner.NewLiner()
	defer line.Close()
	raw, err := liner.TerminalMode()
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	screen := &screen{p, cooked, raw}
	line.SetCtrlCAborts(true)
	line.SetTabCompletionStyle(liner.TabPrints)
	line.SetBeep(false)
	line.SetWordCompleter(func(text string, at int) (string, []string, string) { return p.complete(ctx, text, at) })
	for _, old := range remembered(p.History) {
		line.AppendHistory(old)
	}
	if err := p.greet(); err != nil {
		return err
	}
	for {
		typed, err := p.typed(ctx, line)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, liner.ErrPromptAborted):
			p.buffer = nil
			continue
		case errors.Is(err, io.EOF):
			fmt.Fprintln(p.Out)
			return nil
		case err != nil:
			return fmt.Errorf("terminal: %w", err)
		}
		entered, quit := p.take(ctx, typed, screen)
		for _, text := range entered {
			line.AppendHistory(text)
			p.remember(text)
		}
		if quit {
			return nil
		}
	}
}

// typed waits for a line. The terminal cannot be made to give one up: when ctx
// ends, what waits for it is left to the end of the process.
func (p *Prompt) typed(ctx context.Context, line *liner.State) (string, error) {
	type entered struct {
		text string
		err  error
	}
	come := make(chan entered, 1)
	go func() {
		text, err := line.Prompt(p.sign())
		come <- entered{text, err}
	}()
	select {
	case is := <-come:
		return is.text, is.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (p *Prompt) sign() string {
	if len(p.buffer) > 0 {
		return next
	}
	return first
}

func (p *Prompt) greet() error {
	published, err := p.Pool.Published()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.Out, "figures for %s, published %s; end a SELECT with ; or type .help\n",
		published.AsOf.UTC().Format(time.DateTime), published.When.UTC().Format(time.DateTime))
	return err
}

// take takes a line in: a command, or lines of a statement up to its semicolon.
// It gives what belongs in the history.
func (p *Prompt) take(ctx context.Context, typed string, to *screen) (entered []string, quit bool) {
	if len(p.buffer) == 0 {
		if strings.TrimSpace(typed) == "" {
			return nil, false
		}
		if command := strings.TrimSpace(typed); strings.HasPrefix(command, ".") {
			return []string{command}, p.command(ctx, command, to)
		}
	}
	p.buffer = append(p.buffer, typed)
	statements, rest := statements(strings.Join(p.buffer, "\n"))
	p.buffer = nil
	if strings.TrimSpace(rest) != "" {
		p.buffer = strings.Split(rest, "\n")
	}
	for _, statement := range statements {
		entered = append(entered, oneLine(statement))
		p.ask(ctx, reader.Query{SQL: statement}, to)
	}
	return entered, false
}

// ask shows an answer, or what is wrong with the statement and where.
func (p *Prompt) ask(ctx context.Context, query reader.Query, to *screen) {
	ctx, end := p.Caught(ctx)
	defer end()
	began := p.Now()
	var page bytes.Buffer
	rows, cut := int64(0), false
	width, _ := p.Size()
	err := p.Pool.Ask(ctx, user, query, func(answer reader.Answer) (err error) {
		rows, err = format.Show(&page, p.mode, answer, width)
		cut = answer.Cut()
		return err
	})
	if err != nil {
		p.wrong(err, query.SQL)
		return
	}
	if p.mode == format.Table || p.mode == format.Lines {
		fmt.Fprintln(&page, p.count(rows, cut, p.Now().Sub(began)))
	}
	if p.mode == format.CSV {
		var safe bytes.Buffer
		_, _ = format.Terminal(&safe).Write(page.Bytes()) // a buffer takes all
		page = safe
	}
	if err := to.show(page.Bytes()); err != nil {
		p.wrong(err, "")
	}
}

func (p *Prompt) count(rows int64, cut bool, took time.Duration) string {
	text := fmt.Sprintf("%d rows", rows)
	switch {
	case cut:
		text = fmt.Sprintf("the first %d rows; there are more", rows)
	case rows == 1:
		text = "1 row"
	}
	if p.timer {
		text += fmt.Sprintf(" (%.3f s)", took.Seconds())
	}
	return text
}

func (p *Prompt) wrong(err error, sql string) {
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(p.Out, "called off")
		return
	case errors.Is(err, reader.ErrUnpublished):
		fmt.Fprintln(p.Out, "nothing is published yet: run `earshot run nightly`")
		return
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		fmt.Fprintln(p.Out, format.Seen(line))
	}
	if mark := format.Mark(err, sql); mark != "" {
		fmt.Fprintln(p.Out, mark)
	}
}
