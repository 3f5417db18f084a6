package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/mapping"
)

// live is a source's streams.
type live []ingest.Stream

// Streams lists them.
func (l live) Streams(context.Context) ([]ingest.Stream, error) { return slices.Clone(l), nil }

// Live makes the source.
func (s Settings) Live(hosts *api.Hosts, zone *time.Location) (ingest.Live, error) {
	var problems []error
	s.Check(func(path, message, _ string) { problems = append(problems, errors.New(path+": "+message)) })
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	sys, err := newSystem(hosts, s)
	if err != nil {
		return nil, err
	}
	var all live
	for i, one := range s.Streams {
		stream, err := newStream(sys, one, zone)
		if err != nil {
			return nil, fmt.Errorf("streams[%d].%w", i, err)
		}
		all = append(all, ingest.Stream{Name: one.Name, Whole: one.Whole, Pull: stream.pull})
	}
	return all, nil
}

// newStream compiles a stream. The error begins with the setting's key.
func newStream(sys *system, s Stream, zone *time.Location) (*stream, error) {
	l, err := newList(s.Request, s.Records, s.Paging, false)
	if err != nil {
		return nil, err
	}
	k, err := newCursor(s.Cursor, zone)
	if err != nil {
		return nil, fmt.Errorf("cursor.%w", err)
	}
	m, err := mapping.New(s.Record, s.Name+"/", cmp.Or(s.Of, s.Name)+"/", language, zone)
	if err != nil {
		return nil, err
	}
	made := &stream{system: sys, list: l, cursor: k, mapping: m, zone: zone}
	for i, d := range s.Details {
		l, err := newList(d.Request, d.Records, d.Paging, true)
		if err != nil {
			return nil, fmt.Errorf("details[%d].%w", i, err)
		}
		made.details = append(made.details, detail{d.As, l})
	}
	return made, nil
}

// newList compiles how a list is asked for. The error begins with the key.
func newList(r Request, records string, p Paging, record bool) (*list, error) {
	l := &list{method: cmp.Or(r.Method, http.MethodGet), Paging: p, query: map[string]template{}, header: map[string]template{}}
	var problems []error
	note := func(path string, err error) {
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", path, err))
		}
	}
	var err error
	l.path, err = parse(r.Path, record)
	note("request.path", err)
	for name, text := range r.Query {
		l.query[name], err = parse(text, record)
		note("request.query."+name, err)
	}
	for name, text := range r.Header {
		l.header[name], err = parse(text, record)
		note("request.header."+name, err)
	}
	if r.Body != nil {
		b, err := parseBody(r.Body, record)
		note("request.body", err)
		l.body = &b
	}
	value := "$header"
	if p.By == "last" {
		value = "$record"
	}
	for _, one := range []struct {
		path, text, variable string
		into                 **program
	}{{"records", records, "$header", &l.records}, {"paging.value", p.Value, value, &l.value}, {"paging.more", p.More, "$header", &l.more}, {"paging.total", p.Total, "$header", &l.total}} {
		if one.text != "" {
			*one.into, err = compile(one.text, one.variable)
			note(one.path, err)
		}
	}
	return l, errors.Join(problems...)
}
