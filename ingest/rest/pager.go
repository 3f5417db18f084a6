package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/mapping"
)

// list is a list of the API's: how to ask for a page and how to turn to the next.
type list struct {
	method  string
	path    template
	query   map[string]template
	header  map[string]template
	body    *body
	records *program // nil: the answer is the only record
	Paging
	value, more, total *program
}

// place in a list.
type spot struct {
	page, offset int
	token, last  string
	next         string // an address
	seen         int    // records up to here
}

func (s spot) String() string {
	return fmt.Sprintf("%d %d %s %s %s", s.page, s.offset, s.token, s.last, s.next)
}

func (l *list) first() spot { return spot{page: l.First} }

// uses says whether a request holds a value of that name.
func (l *list) uses(name string) bool {
	if l.path.uses(name) || l.body != nil && l.body.uses(name) {
		return true
	}
	for _, t := range l.query {
		if t.uses(name) {
			return true
		}
	}
	for _, t := range l.header {
		if t.uses(name) {
			return true
		}
	}
	return false
}

// request makes the request for the page at a spot. v holds the other values.
func (l *list) request(at spot, v values) (api.Request, error) {
	r := api.Request{Method: l.method, Path: at.next, Query: url.Values{}, Header: http.Header{}}
	v.named["page"], v.named["offset"] = strconv.Itoa(at.page), strconv.Itoa(at.offset)
	v.named["token"], v.named["last"] = at.token, at.last
	v.named["limit"] = ""
	if l.Size > 0 {
		v.named["limit"] = strconv.Itoa(l.Size)
	}
	if at.next == "" {
		if err := l.address(&r, v); err != nil {
			return r, err
		}
	}
	for name, t := range l.header {
		text, there, err := t.fill(v)
		if err != nil {
			return r, err
		}
		if there {
			r.Header.Set(name, text)
		}
	}
	if l.body != nil {
		value, _, err := l.body.fill(v)
		if err != nil {
			return r, err
		}
		r.Body = value
	}
	return r, nil
}

func (l *list) address(r *api.Request, v values) error {
	escaped := v
	escaped.escape = url.PathEscape
	path, there, err := l.path.fill(escaped)
	if err != nil {
		return err
	}
	if !there && len(l.path) > 0 {
		return errors.New("request.path: a value in it is empty")
	}
	r.Path = path
	for name, t := range l.query {
		text, there, err := t.fill(v)
		if err != nil {
			return err
		}
		if there {
			r.Query.Set(name, text)
		}
	}
	return nil
}

// pick is the records in an answer.
func (l *list) pick(ctx context.Context, body, header any) ([]any, error) {
	if l.records == nil {
		return []any{body}, nil
	}
	records, err := l.records.Values(ctx, body, header)
	if err != nil {
		return nil, fmt.Errorf("records: %w", err)
	}
	if len(records) == 1 {
		if all, ok := records[0].([]any); ok {
			records = all
		}
	}
	for _, r := range records {
		if r == nil {
			return nil, errors.New("records: null where records should be: is this the right API, and does it report an error?")
		}
	}
	return records, nil
}

// following is the spot of the page after, and whether there is one.
func (l *list) following(ctx context.Context, at spot, answer *api.Response, body, header any, records []any) (spot, bool, error) {
	next := at
	next.seen += len(records)
	more, err := l.goesOn(ctx, next, body, header, len(records))
	if err != nil || !more {
		return at, false, err
	}
	switch l.By {
	case "link":
		next.next = api.Next(answer.Header)
		return l.absolute(next, answer, next.next)
	case "next_url":
		text, err := l.value.text(ctx, body, header)
		if err != nil {
			return at, false, fmt.Errorf("paging.value: %w", err)
		}
		return l.absolute(next, answer, text)
	case "token":
		if next.token, err = l.value.text(ctx, body, header); err != nil {
			return at, false, fmt.Errorf("paging.value: %w", err)
		}
		return next, next.token != "", nil
	case "last":
		return l.afterLast(ctx, next, records)
	case "offset":
		step := len(records)
		if step == 0 {
			if step = l.Size; step == 0 {
				return at, false, errors.New("paging: a page without records that is not the last, and no size to go on by")
			}
		}
		next.offset += step
		return next, true, nil
	case "page":
		next.page++
		return next, true, nil
	}
	return at, false, nil
}

// goesOn says whether the answer itself allows another page.
func (l *list) goesOn(ctx context.Context, at spot, body, header any, n int) (bool, error) {
	if l.more != nil {
		values, err := l.more.Values(ctx, body, header)
		if err != nil || len(values) != 1 {
			return false, errors.Join(errors.New("paging.more: does not give one value"), err)
		}
		more, err := mapping.Truth(values[0])
		if err != nil {
			return false, fmt.Errorf("paging.more: %w", err)
		}
		if !more {
			return false, nil
		}
	}
	if l.total != nil {
		text, err := l.total.text(ctx, body, header)
		if err != nil {
			return false, fmt.Errorf("paging.total: %w", err)
		}
		total, err := strconv.Atoi(text)
		if err != nil {
			return false, errors.New("paging.total: is no whole number")
		}
		if at.seen >= total {
			return false, nil
		}
		if n == 0 && l.By != "page" {
			return false, fmt.Errorf("paging.total: %d records, but only %d came", total, at.seen)
		}
	}
	return !(l.End == "empty" && n == 0 || l.End == "short" && n < l.Size), nil
}

// absolute goes on at an address, which may be relative to that of the answer.
func (l *list) absolute(next spot, answer *api.Response, text string) (spot, bool, error) {
	if strings.TrimSpace(text) == "" {
		return next, false, nil
	}
	u, err := answer.URL.Parse(text)
	if err != nil {
		return next, false, errors.New("paging: the address of the next page cannot be read")
	}
	next.next = u.String()
	return next, true, nil
}

func (l *list) afterLast(ctx context.Context, next spot, records []any) (spot, bool, error) {
	if len(records) == 0 {
		return next, false, errors.New("paging: a page without records that is not the last: there is no last record to go on from")
	}
	final := records[len(records)-1]
	text, err := l.value.text(ctx, final, final)
	if err == nil && text == "" {
		err = errors.New("the last record has none")
	}
	if err != nil {
		return next, false, fmt.Errorf("paging.value: %w", err)
	}
	next.last = text
	return next, true, nil
}
