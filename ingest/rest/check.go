package rest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Check reports what a schema cannot say.
func (s Settings) Check(problem func(path, message, hint string)) {
	if n := s.Auth.ways(); n > 1 {
		problem("auth", fmt.Sprintf("%d ways at once", n), "keep one of bearer, basic, header, query and oauth2")
	}
	taken := map[string]bool{}
	for i, one := range s.Streams {
		under := fmt.Sprintf("streams[%d].", i)
		if taken[one.Name] {
			problem(under+"name", fmt.Sprintf("two streams are named %q", one.Name), "give each its own")
		}
		taken[one.Name] = true
		one.check(under, problem)
	}
	for i, one := range s.Streams {
		if one.Of != "" && !taken[one.Of] {
			problem(fmt.Sprintf("streams[%d].of", i), fmt.Sprintf("no stream is named %q", one.Of), "name one of this source's")
		}
	}
}

// ways is how many ways of telling who asks are set.
func (a Auth) ways() int {
	n := 0
	for _, set := range []bool{!a.Bearer.IsZero(), a.Basic != nil, a.Header != nil, a.Query != nil, a.OAuth2 != nil} {
		if set {
			n++
		}
	}
	return n
}

func (s Stream) check(under string, problem func(path, message, hint string)) {
	tell := func(path, message, hint string) { problem(under+path, message, hint) }
	if s.Records == "" {
		tell("records", "is missing", "write jq that gives the records in an answer, such as .items[]")
	}
	l, err := newList(s.Request, s.Records, s.Paging, false)
	each(err, tell)
	checkPaging(s.Request, s.Paging, l, "", tell)
	k, err := newCursor(s.Cursor, time.UTC)
	if err != nil {
		each(fmt.Errorf("cursor.%w", err), tell)
	} else {
		s.checkCursor(k, l, tell)
	}
	for i, d := range s.Details {
		path := fmt.Sprintf("details[%d].", i)
		l, err := newList(d.Request, d.Records, d.Paging, true)
		each(err, func(key, message, hint string) { tell(path+key, message, hint) })
		checkPaging(d.Request, d.Paging, l, path, tell)
		if d.Records == "" && d.Paging.By != "" && d.Paging.By != "none" {
			tell(path+"records", "is missing", "say what of each page to keep")
		}
	}
	s.Record.Check(under, language, problem)
}

// each reports errors whose text begins with a key.
func each(err error, tell func(path, message, hint string)) {
	if err == nil {
		return
	}
	all := []error{err}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		all = joined.Unwrap()
	}
	for _, one := range all {
		path, message, _ := strings.Cut(one.Error(), ": ")
		tell(path, message, "")
	}
}

// checkPaging holds what a way of paging needs.
func checkPaging(r Request, p Paging, l *list, under string, tell func(path, message, hint string)) {
	if r.Body != nil && r.Method != http.MethodPost {
		tell(under+"request.body", "GET has no body", "write method: POST where the API takes its queries so")
	}
	valued := p.By == "next_url" || p.By == "token" || p.By == "last"
	switch {
	case valued && p.Value == "":
		tell(under+"paging.value", "is missing", "say where it stands, in jq")
	case !valued && p.Value != "":
		tell(under+"paging.value", "is not used by this way of paging", "leave it out, or set by to next_url, token or last")
	}
	counted := p.By == "offset" || p.By == "page" || p.By == "last"
	if counted && p.More == "" && p.Total == "" && p.End == "" {
		tell(under+"paging", "nothing says which page is the last", "set more, total or end: as the API's documentation has it")
	}
	if p.End == "short" && p.Size == 0 {
		tell(under+"paging.size", "is missing", "end: short needs to know how many records a full page has")
	}
	name := p.By
	if (counted || name == "token") && l != nil && !l.uses(name) {
		tell(under+"request", fmt.Sprintf("no {{%s}} in it: each page would be the first one", name), "put it where the API wants it")
	}
}

// checkCursor holds the cursor against the request.
func (s Stream) checkCursor(k *cursor, l *list, tell func(path, message, hint string)) {
	switch {
	case k == nil && s.Cursor != (Cursor{}):
		tell("cursor.field", "is missing", "say in jq where a record's time of change stands")
	case l == nil:
	case k == nil && (l.uses("since") || l.uses("now")):
		tell("cursor", "is missing, though the request asks for {{since}} or {{now}}", "add cursor: {field: .updated_at}")
	case k != nil && !l.uses("since") && s.Cursor.Order != "descending":
		tell("cursor", "is of no use: the request holds no {{since}}", "put {{since}} into the request, set order: descending where the API gives the newest first, or leave cursor out")
	case k != nil && k.clock == nil && l.uses("now"):
		tell("request", "{{now}} has no meaning where the cursor is a number", "")
	}
}
