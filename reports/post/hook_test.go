package post

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/secret"
)

func someNews() News {
	return News{
		Headline: "Feedback W27: Login 4.8×; NPS 27, no real change",
		Sections: []Section{{"What changed", []string{"Login <!channel> & *more*: 27 people", "Export [x](http://evil.example)"}}, {"What to decide", []string{"Nothing."}}},
		Link:     "https://reports.acme.example/2026-07-06/summary.html", LinkText: "The full report",
	}
}

// TestHookBodies: what Slack and Teams get; neither reads a theme's name as a
// mention or a link.
func TestHookBodies(t *testing.T) {
	slack, err := someNews().Body(Slack)
	if err != nil {
		t.Fatal(err)
	}
	var message struct{ Text string }
	if err := json.Unmarshal([]byte(slack), &message); err != nil {
		t.Fatal(err)
	}
	want := "*Feedback W27: Login 4.8×; NPS 27, no real change*\n\n*What changed*\nLogin &lt;!channel&gt; &amp; more: 27 people\n" +
		"Export [x](http://evil.example)\n\n*What to decide*\nNothing.\n\n<https://reports.acme.example/2026-07-06/summary.html|The full report>"
	if diff := cmp.Diff(want, message.Text); diff != "" {
		t.Error(diff)
	}
	teams, err := someNews().Body(Teams)
	if err != nil {
		t.Fatal(err)
	}
	var card struct {
		Type        string
		Attachments []struct {
			ContentType string
			Content     struct {
				Body    []struct{ Text string }
				Actions []struct{ URL string }
			}
		}
	}
	if err := json.Unmarshal([]byte(teams), &card); err != nil {
		t.Fatal(err)
	}
	if card.Type != "message" || len(card.Attachments) != 1 || card.Attachments[0].ContentType != "application/vnd.microsoft.card.adaptive" {
		t.Fatalf("%+v", card)
	}
	content := card.Attachments[0].Content
	if len(content.Body) != 6 || content.Body[3].Text != `Export \[x\](http://evil.example)` || content.Actions[0].URL != someNews().Link {
		t.Errorf("%+v", content)
	}
}

// TestHookAnswers: which answers are tried again, and that the address, which is
// a secret, is in none of the reasons.
func TestHookAnswers(t *testing.T) {
	got := ""
	code := 200
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = r.Method + " " + r.Header.Get("Content-Type") + " " + string(body)
		if code == 302 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(code)
	}))
	hook := Hook{URL: secret.New(server.URL + "/hush-hush")}
	for _, c := range []struct {
		code int
		want *Failure
	}{
		{200, nil}, {202, nil},
		{429, &Failure{Text: "the webhook said 429"}},
		{503, &Failure{Text: "the webhook said 503"}},
		{404, &Failure{Text: "the webhook said 404", Permanent: true}},
		{302, &Failure{Text: "the webhook said 302", Permanent: true}},
	} {
		code = c.code
		if diff := cmp.Diff(c.want, hook.send(context.Background(), `{"text":"x"}`)); diff != "" {
			t.Errorf("%d: %s", c.code, diff)
		}
	}
	if got != `POST application/json; charset=utf-8 {"text":"x"}` {
		t.Error(got)
	}
	server.Close()
	if f := hook.send(context.Background(), "{}"); f == nil || f.Permanent || strings.Contains(f.Text, "hush") || strings.Contains(f.Text, "127.0.0.1") {
		t.Errorf("%+v", f)
	}
	if f := (Hook{URL: secret.New("://hush")}).send(context.Background(), "{}"); f == nil || !f.Permanent || strings.Contains(f.Text, "hush") {
		t.Errorf("%+v", f)
	}
}
