package rest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/ingest/conformance"
	"github.com/earshot/earshot/ingest/mapping"
	"github.com/earshot/earshot/internal/secret"
)

// shop is a stand-in for an API that pages in one of the ways there are.
type shop struct {
	by        string // as Paging.By
	order     string // of the list: ascending or descending by change, or by number
	exclusive bool   // since is later than, not at or later than
	gap       bool   // the second page is empty and not the last
	posted    bool   // the query is a POST's body
	entries   []entry
}

type entry struct {
	n                int
	words            string
	created, updated time.Time
}

func (s *shop) EmptyPage() { s.gap = true }

func (s *shop) Put(n int, words string, at time.Time) {
	i := slices.IndexFunc(s.entries, func(e entry) bool { return e.n == n })
	if i < 0 {
		s.entries = append(s.entries, entry{n, words, at, at})
		return
	}
	s.entries[i].words, s.entries[i].updated = words, at
}

func (s *shop) Delete(n int) {
	s.entries = slices.DeleteFunc(s.entries, func(e entry) bool { return e.n == n })
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Api-Key") != conformance.Token {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprintf(w, `{"error": {"message": "the key %s is not known"}}`, r.Header.Get("X-Api-Key"))
		return
	}
	asked := map[string]string{}
	for name, values := range r.URL.Query() {
		asked[name] = values[0]
	}
	if s.posted {
		in := map[string]any{}
		if json.NewDecoder(r.Body).Decode(&in) != nil || r.Method != http.MethodPost {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		for name, value := range in {
			asked[name] = fmt.Sprint(value)
		}
	}
	s.answer(w, r, asked)
}

func (s *shop) answer(w http.ResponseWriter, r *http.Request, asked map[string]string) {
	list := s.sorted(asked["since"])
	size, _ := strconv.Atoi(asked["limit"])
	from := s.start(list, asked, size)
	to := min(from+size, len(list))
	out := map[string]any{"items": []any{}, "total": len(list), "more": to < len(list), "next": nil}
	next := to
	if s.gap && from == size && asked["gap"] == "" { // an empty page in the middle
		next, to = from, from
	}
	items := []any{}
	for _, e := range list[from:to] {
		items = append(items, map[string]any{"id": e.n, "text": e.words, "created": e.created.Unix(), "updated": e.updated.Format(time.RFC3339)})
	}
	out["items"] = items
	if next < len(list) {
		query := r.URL.Query()
		query.Set("at", strconv.Itoa(next))
		if next == to && to == from {
			query.Set("gap", "over")
		}
		address := r.URL.Path + "?" + query.Encode()
		switch s.by {
		case "link":
			w.Header().Set("Link", fmt.Sprintf(`<http://%s%s>; rel="next"`, r.Host, address))
		case "next_url":
			out["next"] = address
		case "token":
			out["next"] = strconv.Itoa(next)
			if next == from {
				out["next"] = strconv.Itoa(next) + "x"
			}
		}
	}
	json.NewEncoder(w).Encode(out)
}

// start is the first entry of the page that is asked for.
func (s *shop) start(list []entry, asked map[string]string, size int) int {
	at := asked["at"]
	if s.by == "token" && len(at) > 0 && at[len(at)-1] == 'x' {
		at, asked["gap"] = at[:len(at)-1], "over"
	}
	n, _ := strconv.Atoi(at)
	switch s.by {
	case "page":
		n = max(0, n-1) * size
	case "last":
		if at == "" {
			return 0
		}
		return slices.IndexFunc(append(list, entry{n: 1 << 30}), func(e entry) bool { return e.n > n })
	}
	return min(n, len(list))
}

func (s *shop) sorted(text string) []entry {
	since, _ := time.Parse(time.RFC3339, text)
	var list []entry
	for _, e := range s.entries {
		if e.updated.After(since) || !s.exclusive && e.updated.Equal(since) {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b entry) int {
		switch s.order {
		case "ascending":
			return a.updated.Compare(b.updated)
		case "descending":
			return b.updated.Compare(a.updated)
		}
		return cmp.Compare(a.n, b.n)
	})
	return list
}

// settings are those of a stream of the shop's.
func settings(url, token string, p Paging, c Cursor) Settings {
	p.Size = 50
	query := map[string]string{"limit": "{{limit}}", "since": "{{since}}"}
	switch p.By {
	case "token", "page", "offset", "last":
		query["at"] = "{{" + p.By + "}}"
	}
	if c.Field == "" || c.Order == "descending" {
		delete(query, "since")
	}
	return Settings{URL: url, Auth: Auth{Header: &Named{Name: "X-Api-Key", Value: secret.New(token)}}, Streams: []Stream{{
		Name: "notes", Request: Request{Path: "/v1/notes", Query: query}, Records: ".items[]", Paging: p, Cursor: c, Whole: true,
		Record: mapping.Record{ID: ".id", Time: ".created", TimeFormat: "unix", Feedback: []mapping.Feedback{{Body: ".text"}}},
	}}}
}

func TestConforms(t *testing.T) {
	changed := func(order string) Cursor { return Cursor{Field: ".updated", Order: order} }
	late := map[string]string{"resumed": "only a list that is sorted by change, oldest first, can be gone on with in its middle"}
	cases := []struct {
		name   string
		shop   shop
		paging Paging
		cursor Cursor
		skip   map[string]string
	}{
		{"link", shop{by: "link", order: "ascending"}, Paging{By: "link"}, changed("ascending"), nil},
		{"link, since exclusive", shop{by: "link", order: "ascending", exclusive: true}, Paging{By: "link"}, changed("ascending"), nil},
		{"next address", shop{by: "next_url", order: "ascending"}, Paging{By: "next_url", Value: ".next"}, changed("ascending"), nil},
		{"token, no cursor", shop{by: "token"}, Paging{By: "token", Value: ".next"}, Cursor{}, late},
		{"offset", shop{by: "offset", order: "ascending"}, Paging{By: "offset", Total: ".total"}, changed("ascending"), nil},
		{"offset in a body", shop{by: "offset", order: "ascending", posted: true}, Paging{By: "offset", More: ".more"}, changed("ascending"), nil},
		{"page, newest first", shop{by: "page", order: "descending"}, Paging{By: "page", First: 1, End: "short"}, changed("descending"), late},
		{"last record", shop{by: "last"}, Paging{By: "last", Value: ".id", End: "empty"}, changed(""), late},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			one := conformance.Case{
				System: func() conformance.System {
					made := c.shop
					if c.paging.By == "link" || c.paging.By == "next_url" || c.paging.By == "token" {
						return &made
					}
					return struct{ conformance.System }{&made} // an empty page is the last one
				},
				Records: 230,
				Skip:    c.skip,
				Live: func(hosts *api.Hosts, url, token string) (ingest.Live, error) {
					s := settings(url, token, c.paging, c.cursor)
					if c.shop.posted {
						one := &s.Streams[0].Request
						one.Method, one.Body = http.MethodPost, map[string]any{"limit": "{{limit}}", "since": "{{since}}", "at": "{{offset}}"}
						one.Query = nil
					}
					return s.Live(hosts, time.UTC)
				},
			}
			if c.shop.posted {
				one.Queries = []string{"/v1/notes"}
			}
			conformance.Run(t, one)
		})
	}
}
