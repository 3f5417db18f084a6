package post

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/reports/post/posttest"
)

func books(t *testing.T) *warehouse.DB {
	t.Helper()
	db, err := warehouse.Open(context.Background(), "", warehouse.Limits{Memory: "500MB", Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// round enters letters, sends what is due at a time and settles it.
func round(t *testing.T, db *warehouse.DB, s Sender, now time.Time, letters ...Letter) []Result {
	t.Helper()
	ctx := context.Background()
	if _, err := Enter(ctx, db, letters, now); err != nil {
		t.Fatal(err)
	}
	claimed, err := Claim(ctx, db, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.Now = func() time.Time { return now }
	results, err := s.Send(ctx, claimed)
	if err != nil {
		t.Fatal(err)
	}
	settled, err := s.Journal.Read()
	if err != nil {
		t.Fatal(err)
	}
	if err := Settle(ctx, db, settled); err != nil {
		t.Fatal(err)
	}
	if err := s.Journal.Clear(); err != nil {
		t.Fatal(err)
	}
	return results
}

func states(t *testing.T, db *warehouse.DB) []string {
	t.Helper()
	rows, err := Rows(context.Background(), db, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range rows {
		all = append(all, strings.TrimSpace(strings.Join([]string{r.Period, r.Recipient, r.Kind, r.State, r.Answer}, " ")))
	}
	return all
}

// TestOnce: each (report, period, recipient) is sent once, however often it is
// entered; a later period again, an earlier one never.
func TestOnce(t *testing.T) {
	db, server := books(t), started(t, posttest.StartTLS)
	s := aSender(t, server, StartTLS)
	for range 3 {
		round(t, db, s, monday(), letter("ana@harbour.example"), letter("bo@harbour.example"))
	}
	if n := len(server.Taken()); n != 2 {
		t.Errorf("%d mails", n)
	}
	of := func(days int) Letter {
		l := letter("ana@harbour.example")
		l.Period, l.MessageID = l.Period.AddDate(0, 0, days), l.MessageID+strings.Repeat("x", 30+days)
		l.Body = strings.Replace(l.Body, "Message-ID: <", "Message-ID: <"+strings.Repeat("x", 30+days), 1)
		return l
	}
	round(t, db, s, monday(), of(-7))
	round(t, db, s, monday(), of(7))
	want := []string{"2026-07-06 ana@harbour.example trend sent", "2026-06-29 ana@harbour.example trend sent", "2026-06-29 bo@harbour.example trend sent"}
	if diff := cmp.Diff(want, states(t, db)); diff != "" || len(server.Taken()) != 3 {
		t.Errorf("%d mails\n%s", len(server.Taken()), diff)
	}
}

// TestTriedAgain: a temporary failure waits longer each time, and the fifth is
// final; resume has it tried again.
func TestTriedAgain(t *testing.T) {
	db, server := books(t), started(t, posttest.StartTLS)
	server.OnRcpt(func(string) error {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "later"}
	})
	s, now, tries := aSender(t, server, StartTLS), monday(), 0
	for range 100 { // every 5 minutes, for more than eight hours
		tries += len(round(t, db, s, now, letter("ana@harbour.example")))
		now = now.Add(5 * time.Minute)
	}
	if diff := cmp.Diff([]string{"2026-06-29 ana@harbour.example trend failed the server said 451 4.7.1"}, states(t, db)); diff != "" || tries != mostAttempts {
		t.Errorf("%d tries\n%s", tries, diff)
	}
	server.OnRcpt(nil)
	if did, err := Resume(context.Background(), db, "Ana@harbour.example", now); !did || err != nil {
		t.Error(did, err)
	}
	round(t, db, s, now)
	if diff := cmp.Diff([]string{"2026-06-29 ana@harbour.example trend sent"}, states(t, db)); diff != "" || len(server.Taken()) != 1 {
		t.Error(diff)
	}
}

// TestUnknownAddress: who does not exist is written to once; who comes back is.
func TestUnknownAddress(t *testing.T) {
	db, server := books(t), started(t, posttest.StartTLS)
	server.OnRcpt(func(string) error {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	})
	s := aSender(t, server, StartTLS)
	round(t, db, s, monday(), letter("ana@harbour.example"))
	next := letter("ana@harbour.example")
	next.Period, next.MessageID = next.Period.AddDate(0, 0, 7), "next"
	round(t, db, s, monday(), next)
	want := []string{"2026-07-06 ana@harbour.example trend held bounced", "2026-06-29 ana@harbour.example trend failed the server said 550 5.1.1: no such recipient"}
	if diff := cmp.Diff(want, states(t, db)); diff != "" || server.Sessions() != 1 {
		t.Errorf("%d sessions\n%s", server.Sessions(), diff)
	}
	var kept int
	if err := db.Row(context.Background(), "select count(body) from ops.outbox", nil, &kept); err != nil || kept > 0 {
		t.Errorf("the words of %d mails are kept, %v", kept, err)
	}
}

// TestUnsubscribed: whoever asked for it gets nothing more, not even what waits.
func TestUnsubscribed(t *testing.T) {
	ctx, db, server := context.Background(), books(t), started(t, posttest.StartTLS)
	if _, err := Enter(ctx, db, []Letter{letter("Ana@harbour.example")}, monday()); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false} {
		if did, err := Stop(ctx, db, " ana@HARBOUR.example", Unsubscribed, monday()); did != want || err != nil {
			t.Error(i, did, err)
		}
	}
	round(t, db, aSender(t, server, StartTLS), monday())
	if diff := cmp.Diff([]string{"2026-06-29 Ana@harbour.example trend held unsubscribed"}, states(t, db)); diff != "" || len(server.Taken()) > 0 {
		t.Error(diff)
	}
	off, err := Off(ctx, db)
	if diff := cmp.Diff([]OffRow{{"ana@harbour.example", Unsubscribed, monday()}}, off); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if did, err := Resume(ctx, db, "nobody@harbour.example", monday()); did || err != nil {
		t.Error(did, err)
	}
}

// TestPausedOnce: weeks in which nobody was heard are told of once, until there
// was a mail again.
func TestPausedOnce(t *testing.T) {
	db, server := books(t), started(t, posttest.StartTLS)
	s := aSender(t, server, StartTLS)
	for week, kind := range []string{"trend", "paused", "paused", "paused", "trend", "paused"} {
		l := letter("ana@harbour.example")
		l.Period, l.Kind = l.Period.AddDate(0, 0, 7*week), kind
		l.MessageID = strings.Repeat("w", week+1) + l.MessageID
		l.Body = strings.Replace(l.Body, "Message-ID: <", "Message-ID: <"+strings.Repeat("w", week+1), 1)
		round(t, db, s, monday(), l)
	}
	if n := len(server.Taken()); n != 4 {
		t.Errorf("%d mails\n%s", n, strings.Join(states(t, db), "\n"))
	}
}

// TestKilledAfterSending: the server has the mail, and the sender ends before it
// is entered, with or without its line in the journal.
func TestKilledAfterSending(t *testing.T) {
	for name, lost := range map[string]bool{"with the journal": false, "without it": true} {
		t.Run(name, func(t *testing.T) {
			ctx, db, server := context.Background(), books(t), started(t, posttest.StartTLS)
			s := aSender(t, server, StartTLS)
			if _, err := Enter(ctx, db, []Letter{letter("ana@harbour.example"), letter("bo@harbour.example")}, monday()); err != nil {
				t.Fatal(err)
			}
			claimed, err := Claim(ctx, db, monday(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Send(ctx, claimed[:1]); err != nil {
				t.Fatal(err)
			}
			again := 0
			if lost {
				again = 1
				if err := s.Journal.Clear(); err != nil {
					t.Fatal(err)
				}
			} else {
				// The kill cut the next line short.
				content, err := os.ReadFile(s.Journal.Path)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(s.Journal.Path, append(content, `{"message_id":"bo.harb`...), 0o600); err != nil {
					t.Fatal(err)
				}
				results, err := s.Journal.Read()
				if err != nil {
					t.Fatal(err)
				}
				if err := Settle(ctx, db, results); err != nil {
					t.Fatal(err)
				}
			}
			round(t, db, s, monday().Add(time.Minute))
			if len(server.Taken()) != 2 || server.Again() != again {
				t.Errorf("%d mails, %d again", len(server.Taken()), server.Again())
			}
			want := []string{"2026-06-29 ana@harbour.example trend sent", "2026-06-29 bo@harbour.example trend sent"}
			if diff := cmp.Diff(want, states(t, db)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCarryOver: a warehouse that is made anew knows what was sent.
func TestCarryOver(t *testing.T) {
	ctx, server := context.Background(), started(t, posttest.StartTLS)
	old := filepath.Join(t.TempDir(), "old.duckdb")
	first, err := warehouse.Open(ctx, old, warehouse.Limits{Memory: "500MB", Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	round(t, first, aSender(t, server, StartTLS), monday(), letter("ana@harbour.example"))
	if _, err := Stop(ctx, first, "bo@harbour.example", Bounced, monday()); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	db := books(t)
	for range 2 {
		if err := db.CarryOver(ctx, old); err != nil {
			t.Fatal(err)
		}
	}
	round(t, db, aSender(t, server, StartTLS), monday(), letter("ana@harbour.example"), letter("bo@harbour.example"))
	want := []string{"2026-06-29 ana@harbour.example trend sent", "2026-06-29 bo@harbour.example trend held bounced"}
	if diff := cmp.Diff(want, states(t, db)); diff != "" || len(server.Taken()) != 1 {
		t.Errorf("%d mails\n%s", len(server.Taken()), diff)
	}
	if err := db.CarryOver(ctx, old+".none"); err == nil {
		t.Error("no error without the file")
	}
}
