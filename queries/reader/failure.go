package reader

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What a question can meet that is not its own fault.
var (
	ErrUnpublished = errors.New("nothing is published yet")
	ErrBusy        = errors.New("too many questions wait already: try again in a moment")
	ErrQuota       = errors.New("you have as many questions running and waiting as one person may: wait for one of them")
	ErrTimeout     = errors.New("the question took longer than it may: ask for less, or have the limit raised")
	ErrMemory      = errors.New("the question took more memory than it may: ask for less, or have the limit raised")
	ErrCrashed     = errors.New("the question brought its process down: nothing else did; write it in another way")
	ErrClosed      = errors.New("the reader is closing")
)

// Refused is a statement that the guard does not let through; it says why and
// where. Line and Column count from 1; 0 where unknown.
type Refused struct {
	Reason       string
	Line, Column int
}

func (r *Refused) Error() string { return at(r.Line, r.Column) + r.Reason }

// Failed is a statement that DuckDB cannot run. Message is DuckDB's own where it
// tells of the statement, and only its kind where it would quote rows.
type Failed struct {
	Kind         string // "Binder", "Catalog", "Conversion", ...
	Message      string
	Line, Column int // from 1; 0 where unknown
}

func (f *Failed) Error() string { return at(f.Line, f.Column) + f.Message }

func at(line, column int) string {
	if line == 0 {
		return ""
	}
	return fmt.Sprintf("line %d, column %d: ", line, column)
}

// isOwn tells whether an error is the statement's own: a deadline that passed
// meanwhile does not explain it.
func isOwn(err error) bool {
	var refused *Refused
	var failed *Failed
	return errors.As(err, &refused) || errors.As(err, &failed) || errors.Is(err, ErrMemory)
}

var (
	kindOf  = regexp.MustCompile(`^([A-Z][A-Za-z -]*) Error: `)
	lineOf  = regexp.MustCompile(`(?m)^LINE (\d+): `)
	caretOf = regexp.MustCompile(`(?m)^( *)\^`)
)

// explain turns what DuckDB says of the wrapped statement into an error of the
// statement as it was written: above lines stand before its first.
func explain(err error, above int) error {
	text := strings.TrimPrefix(err.Error(), "duckdb_execute_prepared_arrow: ")
	kind := ""
	if m := kindOf.FindStringSubmatch(text); m != nil {
		kind = m[1]
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), kind == "INTERRUPT", kind == "":
		return err
	case kind == "Out of Memory", kind == "IO" && strings.Contains(text, "No space left"):
		return ErrMemory
	}
	f := &Failed{Kind: kind}
	message, _, _ := strings.Cut(text, "\nLINE ") // one line end before it where candidates stand, else two
	f.Line, f.Column = position(text, above)
	switch kind {
	case "Binder", "Catalog", "Parser", "Not implemented", "Permission":
		f.Message = strings.TrimSpace(strings.TrimPrefix(message, kind+" Error: "))
	default:
		f.Message = fmt.Sprintf("DuckDB's %s error; its values are not shown here", strings.ToLower(kind))
	}
	return f
}

// position reads the line and the column that DuckDB marks by a caret below the
// line it quotes, which it cuts at both ends with "...".
func position(text string, above int) (line, column int) {
	head := lineOf.FindStringSubmatchIndex(text)
	if head == nil {
		return 0, 0
	}
	line, err := strconv.Atoi(text[head[2]:head[3]])
	if err != nil || line <= above {
		return 0, 0
	}
	quoted, marks, _ := strings.Cut(text[head[1]:], "\n")
	caret := caretOf.FindStringSubmatch(marks)
	if caret == nil || strings.HasPrefix(quoted, "...") {
		return line - above, 1
	}
	return line - above, max(1, len(caret[1])-utf8.RuneCountInString(text[head[0]:head[1]])+1)
}
