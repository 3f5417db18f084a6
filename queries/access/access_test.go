package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestTokens(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "access")
	now := time.Date(2026, 7, 6, 12, 0, 0, 0, time.UTC)
	tokens := OpenTokens(folder, func() time.Time { return now })
	ctx := context.Background()
	if _, _, err := tokens.Check(ctx, "earshot_x"); !errors.Is(err, ErrDenied) {
		t.Errorf("without any token: %v", err)
	}
	ana, err := tokens.Add(ctx, "ana", Editor, 0)
	if err != nil {
		t.Fatal(err)
	}
	tool, err := tokens.Add(ctx, "tableau", Reader, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	check := func(token, name string, role Role) {
		t.Helper()
		user, as, err := tokens.Check(ctx, token)
		if name == "" && !errors.Is(err, ErrDenied) || name != "" && err != nil || user != name || as != role {
			t.Errorf("%q, %q, %v, not %q", user, as, err, name)
		}
	}
	check(ana, "ana", Editor)
	check(tool, "tableau", Reader)
	for _, wrong := range []string{"", "earshot_", ana[:len(ana)-1], ana + "A", strings.TrimPrefix(ana, prefix), "Earshot_" + ana[8:], strings.Repeat("earshot_", 1000)} {
		check(wrong, "", "")
	}
	text, err := os.ReadFile(filepath.Join(folder, "tokens.json"))
	if err != nil || strings.Contains(string(text), ana) || strings.Contains(string(text), ana[len(prefix):]) {
		t.Errorf("%v: the file has the token", err)
	}
	for path, want := range map[string]fs.FileMode{folder: 0o700, filepath.Join(folder, "tokens.json"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	now = now.Add(time.Hour)
	check(tool, "", "")
	if err := tokens.Revoke(ctx, "ana"); err != nil {
		t.Fatal(err)
	}
	check(ana, "", "")
	if err := tokens.Revoke(ctx, "ana"); err == nil {
		t.Error("revoked twice")
	}
	again, err := tokens.Add(ctx, "ana", Reader, 0)
	if err != nil {
		t.Fatal(err)
	}
	check(again, "ana", Reader)
	check(ana, "", "")
	for _, name := range []string{"", "ana", "a b", "=cmd()", "-x", "a,b", strings.Repeat("x", 65), "a\nb", "ä"} {
		if _, err := tokens.Add(ctx, name, Reader, 0); err == nil {
			t.Errorf("a token for %q", name)
		}
	}
	if _, err := tokens.Add(ctx, "root", "owner", 0); err == nil {
		t.Error("a token for the role owner")
	}
	if err := os.WriteFile(filepath.Join(folder, "tokens.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := tokens.Check(ctx, again); err == nil {
		t.Error("a damaged file lets in")
	}
}

// A name may have tokens that expired before the one that counts.
func TestRevokeEndsTheTokenThatCounts(t *testing.T) {
	now := time.Date(2026, 7, 6, 12, 0, 0, 0, time.UTC)
	tokens := OpenTokens(t.TempDir(), func() time.Time { return now })
	ctx := context.Background()
	if _, err := tokens.Add(ctx, "bo", Reader, time.Hour); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * time.Hour)
	if err := tokens.Revoke(ctx, "bo"); err == nil {
		t.Error("an expired token is revoked")
	}
	second, err := tokens.Add(ctx, "bo", Reader, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := tokens.Revoke(ctx, "bo"); err != nil {
		t.Fatal(err)
	}
	if user, _, err := tokens.Check(ctx, second); !errors.Is(err, ErrDenied) {
		t.Errorf("%q still comes in: %v", user, err)
	}
}

func TestTokensOfManyAtOnce(t *testing.T) {
	folder := t.TempDir()
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			if _, err := OpenTokens(folder, time.Now).Add(context.Background(), fmt.Sprintf("user%d", i), Reader, 0); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if list, err := OpenTokens(folder, time.Now).List(); err != nil || len(list) != 20 {
		t.Errorf("%d tokens, %v", len(list), err)
	}
}

func TestRules(t *testing.T) {
	rules := Rules{
		{Domains: []string{"acme.example"}, Role: Reader},
		{Emails: []string{"ana@acme.example"}, Role: Editor},
		{Groups: []string{"guests"}, Role: Reader},
	}
	for _, try := range []struct {
		email  string
		groups []string
		want   Role
	}{
		{"bo@acme.example", nil, Reader}, {"ana@acme.example", nil, Editor}, {"ANA@Acme.Example", nil, Editor}, {"ana@acme.example", []string{"guests"}, Editor},
		{"", []string{"guests"}, Reader}, {"", []string{"Guests"}, ""}, {"", nil, ""}, {"acme.example", nil, ""}, {"x@sub.acme.example", nil, ""}, {"x@acme.example@evil.example", nil, ""},
	} {
		if got, ok := rules.Role(try.email, try.groups); got != try.want || ok != (try.want != "") {
			t.Errorf("%q, %q: %q", try.email, try.groups, got)
		}
	}
	if _, ok := (Rules{{Emails: []string{""}, Domains: []string{""}, Role: Editor}}).Role("", nil); ok {
		t.Error("an empty address fits an empty rule")
	}
}

func TestSessionsMakeRoom(t *testing.T) {
	now := time.Now()
	s := NewSessions(OpenTokens(t.TempDir(), time.Now), time.Hour, func() time.Time { return now })
	first, _ := s.Begin(User{Name: "first", Role: Reader, By: ByLink})
	for range maxSessions {
		now = now.Add(time.Millisecond)
		s.Begin(User{Name: "x", Role: Reader, By: ByLink})
	}
	if _, found := s.Find(first); found || len(s.open) > maxSessions {
		t.Errorf("%d sessions, the first of them %v", len(s.open), found)
	}
}

func TestRates(t *testing.T) {
	now := time.Now()
	r := NewRates(time.Second, 2, func() time.Time { return now })
	got := ""
	for range 4 {
		_, ok := r.Allow("a")
		got += map[bool]string{true: "y", false: "n"}[ok]
	}
	now = now.Add(time.Second)
	_, one := r.Allow("a")
	_, two := r.Allow("a")
	_, other := r.Allow("b")
	if got != "yynn" || !one || two || !other {
		t.Errorf("%s %v %v %v", got, one, two, other)
	}
	for i := range 3 * maxRates {
		r.Allow(fmt.Sprint(i))
	}
	if len(r.keys) > maxRates {
		t.Errorf("%d keys are kept", len(r.keys))
	}
}

func TestAuditTurnsOver(t *testing.T) {
	folder := t.TempDir()
	now := time.Date(2026, 7, 6, 12, 0, 0, 0, time.UTC)
	a, err := OpenAudit(folder, func() time.Time { now = now.Add(time.Second); return now })
	if err != nil {
		t.Fatal(err)
	}
	for range auditKept + 3 {
		a.size = auditSize // as if it were full
		if err := a.Write(Event{User: "ana", Action: "ask", SQL: "select '\n</script>'", Result: "done"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	old, err := filepath.Glob(filepath.Join(folder, "audit-*.jsonl"))
	if err != nil || len(old) != auditKept {
		t.Errorf("%d full files, %v", len(old), err)
	}
	path := filepath.Join(folder, "audit.jsonl")
	text, err := os.ReadFile(path)
	if err != nil || strings.Count(string(text), "\n") != 1 {
		t.Fatalf("%v: %q", err, text)
	}
	var event Event
	if err := json.Unmarshal(text, &event); err != nil || event.User != "ana" || event.At.IsZero() {
		t.Errorf("%v: %+v", err, event)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := a.Write(Event{}); err == nil {
		t.Error("a closed log takes events")
	}
}

// Somebody who asks nonsense of great length does not push the others out.
func TestAuditKeepsTheBeginningOfLongTexts(t *testing.T) {
	folder := t.TempDir()
	a, err := OpenAudit(folder, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	long := "select 'é" + strings.Repeat("é", auditText)
	if err := errors.Join(a.Write(Event{SQL: long, Params: map[string]string{"words": long}}), a.Close()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "audit.jsonl"))
	var event Event
	if err := errors.Join(err, json.Unmarshal(text, &event)); err != nil {
		t.Fatal(err)
	}
	for _, got := range []string{event.SQL, event.Params["words"]} {
		if len(got) > auditText+100 || !strings.HasPrefix(got, "select 'éé") || !strings.HasSuffix(got, fmt.Sprintf("é … (%d bytes)", len(long))) {
			t.Errorf("%d bytes: %.30s", len(got), got)
		}
	}
}

// A line that a crash cut does not take the next one with it.
func TestAuditGoesOnBehindATornLine(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "audit.jsonl")
	if err := os.WriteFile(path, []byte(`{"user":"ana"}`+"\n"+`{"user":"b`), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := OpenAudit(folder, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cy", "di"} {
		if err := a.Write(Event{User: name, Action: "ask", Result: "done"}); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	var users []string
	for line := range strings.Lines(string(text)) {
		var event Event
		if err := json.Unmarshal([]byte(line), &event); err == nil {
			users = append(users, event.User)
		}
	}
	if got := strings.Join(users, " "); got != "ana cy di" {
		t.Errorf("%s of\n%s", got, text)
	}
}

// A log that cannot begin its next file refuses events until it can, and no
// longer.
func TestAuditTurnsOverOnceItCan(t *testing.T) {
	folder := t.TempDir()
	now := time.Date(2026, 7, 6, 12, 0, 0, 0, time.UTC)
	a, err := OpenAudit(folder, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	inTheWay := filepath.Join(folder, "audit-"+now.Format("20060102T150405.000000000")+".jsonl")
	if err := os.MkdirAll(filepath.Join(inTheWay, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	a.size = auditSize // as if it were full
	if err := a.Write(Event{User: "ana"}); err == nil {
		t.Error("it turned over onto a folder")
	}
	if err := os.RemoveAll(inTheWay); err != nil {
		t.Fatal(err)
	}
	if err := a.Write(Event{User: "ana"}); err != nil {
		t.Errorf("once it can: %v", err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}
