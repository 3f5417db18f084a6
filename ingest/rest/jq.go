package rest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/itchyny/gojq"

	"github.com/earshot/earshot/ingest/mapping"
)

const (
	within     = 10 * time.Second // one program on one record
	mostValues = 1_000_000        // of one program
)

// program is a jq program. It sees its input and its variables: no file, no
// environment, no further input.
type program struct {
	code   *gojq.Code
	within time.Duration
}

// compile compiles a program whose variable, such as $record, is given when it
// is run.
func compile(text, variable string) (*program, error) {
	query, err := gojq.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("is no jq program: %s", at(text, err))
	}
	code, err := gojq.Compile(query, gojq.WithVariables([]string{variable}))
	if err != nil {
		return nil, fmt.Errorf("is no jq program: %w", err)
	}
	return &program{code, within}, nil
}

// at says where in a program's text a mistake is.
func at(text string, err error) string {
	var parse *gojq.ParseError
	if !errors.As(err, &parse) {
		return err.Error()
	}
	before := text[:min(max(0, parse.Offset-len(parse.Token)), len(text))]
	line := strings.Count(before, "\n") + 1
	column := len(before) - strings.LastIndexByte(before, '\n')
	return fmt.Sprintf("%s (line %d, column %d)", parse.Error(), line, column)
}

// language is jq for a mapping, with $record.
func language(text string) (mapping.Expression, error) {
	p, err := compile(text, "$record")
	if err != nil {
		return nil, err
	}
	return p, nil
}

var errFails = errors.New("the jq program fails here: a part of the record has another type than it expects, or is not there")

// Values runs the program. What jq says of an error would quote the record.
func (p *program) Values(ctx context.Context, from, variable any) ([]any, error) {
	ctx, cancel := context.WithTimeout(ctx, p.within)
	defer cancel()
	var values []any
	for results := p.code.RunWithContext(ctx, from, variable); ; {
		value, ok := results.Next()
		if !ok {
			return values, nil
		}
		if err, failed := value.(error); failed {
			var halt *gojq.HaltError
			switch {
			case ctx.Err() != nil:
				return nil, fmt.Errorf("the jq program was stopped: it has not ended after %s", p.within)
			case errors.As(err, &halt) && halt.Value() == nil:
				return values, nil
			}
			return nil, errFails
		}
		if len(values) == mostValues {
			return nil, fmt.Errorf("the jq program gives more than %d values", mostValues)
		}
		values = append(values, value)
	}
}

// text is the program's single value as text; "" for null and for none.
func (p *program) text(ctx context.Context, from, variable any) (string, error) {
	values, err := p.Values(ctx, from, variable)
	switch {
	case err != nil:
		return "", err
	case len(values) > 1:
		return "", fmt.Errorf("gives %d values: one is needed", len(values))
	case len(values) == 0:
		return "", nil
	}
	return mapping.Text(values[0])
}
