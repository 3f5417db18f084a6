package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestNext(t *testing.T) {
	for text, want := range map[string]string{
		``: "",
		`<https://a.example/?page=2>; rel="next"`:                                           "https://a.example/?page=2",
		`<https://a.example/?page=1>; rel="prev", <https://a.example/?page=3>; rel="next"`:  "https://a.example/?page=3",
		`<https://a.example/?a=1,2;3>; rel="next", <https://a.example/?page=9>; rel="last"`: "https://a.example/?a=1,2;3",
		`<https://a.example/2>; rel=next, <https://a.example/9>; rel=last`:                  "https://a.example/2",
		`<https://a.example/2>;rel="last next"`:                                             "https://a.example/2",
		`<https://a.example/2>; REL = "NEXT"`:                                               "https://a.example/2",
		`<https://a.example/2>; title="a, b; rel=x <y>"; rel="next"`:                        "https://a.example/2",
		`<https://a.example/1>; title="; rel=next"; rel="prev"`:                             "",
		`<https://a.example/1>; rel="prev"; rel="next"`:                                     "",
		`<https://a.example/1>; rel="nextish"`:                                              "",
		`<https://a.example/1>; crossorigin; rel="next"`:                                    "https://a.example/1",
		`</2?a=b>; rel="next"`:                                                              "/2?a=b",
		`<https://a.example/1`:                                                              "", `<x>; rel="next`: "x", `<x>; rel="ne\`: "", `> <`: "", `<x>; rel`: "", `<x>;`: "",
	} {
		header := http.Header{"Link": {text}}
		if got := Next(header); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := Next(http.Header{"Link": {`<a>; rel="prev"`, `<b>; rel="next"`}}); got != "b" {
		t.Errorf("of two headers: %q", got)
	}
}

// FuzzNext: what is found stands in the header, between < and >.
func FuzzNext(f *testing.F) {
	f.Add(`<https://a.example/?page=1>; rel="prev", <https://a.example/?page=3>; rel="next"`)
	f.Add(`<a>; title="\""; rel=next, ,;<`)
	f.Fuzz(func(t *testing.T, text string) {
		next := Next(http.Header{"Link": {text}})
		if next != "" && (!strings.Contains(text, next) || strings.ContainsAny(next, ">")) {
			t.Errorf("%q in %q", next, text)
		}
	})
}

func TestPages(t *testing.T) {
	var p Pages
	for _, page := range []string{"", "2", "3", "2"} {
		if err := p.Go(page); err != nil {
			t.Errorf("%q: %v", page, err)
		}
	}
	if err := p.Go("2"); err == nil {
		t.Error("the same page twice in a row")
	}
	p = Pages{}
	var err error
	for i := 0; err == nil; i++ {
		if err = p.Go(fmt.Sprint(i)); i > maxPages {
			t.Fatal("pages without an end")
		}
	}
}
