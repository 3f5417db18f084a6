package rest

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/earshot/earshot/ingest/api"
)

// detail is a further request for each record.
type detail struct {
	as   string
	list *list
}

// detailed is a record with its details as further members. reject says what is
// wrong with the record itself.
func (s *system) detailed(ctx context.Context, details []detail, record any) (whole any, reject, err error) {
	if len(details) == 0 {
		return record, nil, nil
	}
	object, ok := record.(map[string]any)
	if !ok {
		return nil, errors.New("details: the record is no object"), nil
	}
	object = maps.Clone(object)
	for _, d := range details {
		found, err := s.detail(ctx, d, record)
		var wrong unfit
		switch {
		case api.Missing(err):
			found = nil
		case errors.As(err, &wrong):
			return nil, fmt.Errorf("details: %w", err), nil
		case err != nil:
			return nil, nil, err
		}
		object[d.as] = found
	}
	return object, nil, nil
}

// unfit is the error of a record from which no request can be made.
type unfit struct{ error }

func (u unfit) Unwrap() error { return u.error }

// detail asks for one detail, all pages of it.
func (s *system) detail(ctx context.Context, d detail, record any) (any, error) {
	var pages api.Pages
	all := []any{}
	for at := d.list.first(); ; {
		v := values{ctx: ctx, named: map[string]string{}, number: map[string]bool{"page": true, "offset": true, "limit": true}, record: record}
		if _, err := d.list.request(at, v); err != nil {
			return nil, unfit{err}
		}
		if err := pages.Go(at.String()); err != nil {
			return nil, err
		}
		answer, body, header, err := s.page(d.list, at, v)
		if err != nil {
			return nil, err
		}
		records, err := d.list.pick(ctx, body, header)
		if err != nil {
			return nil, fmt.Errorf("details: %w", err)
		}
		if d.list.records == nil {
			return body, nil
		}
		if all = append(all, records...); len(all) > mostValues {
			return nil, fmt.Errorf("details: more than %d of one record", mostValues)
		}
		next, more, err := d.list.following(ctx, at, answer, body, header, records)
		if err != nil || !more {
			return all, err
		}
		at = next
	}
}
