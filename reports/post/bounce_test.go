package post

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/earshot/earshot/internal/warehouse"
)

// reported is a report as Postfix writes it; id "": without the mail's headers.
func reported(id, to, status string) []byte {
	text := "Subject: Undelivered\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n" +
		"Final-Recipient: rfc822; " + to + "\nAction: failed\nStatus: " + status + "\n"
	if id != "" {
		text += "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <" + id + ">\n"
	}
	return []byte(text + "--b--\n")
}

// posted is an outbox with a mail sent to each at a time.
func posted(t *testing.T, db *warehouse.DB, at time.Time, to ...string) {
	t.Helper()
	ctx := context.Background()
	var letters []Letter
	var results []Result
	for _, address := range to {
		letters = append(letters, letter(address))
		results = append(results, Result{MessageID: letter(address).MessageID, At: at})
	}
	if _, err := Enter(ctx, db, letters, at); err != nil {
		t.Fatal(err)
	}
	if err := Settle(ctx, db, results); err != nil {
		t.Fatal(err)
	}
}

func bounced(t *testing.T, db *warehouse.DB, now time.Time, mails ...[]byte) (got []string) {
	t.Helper()
	entered, err := EnterBounces(context.Background(), db, []Batch{{Place: "box", Position: "1", Mails: mails}}, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range entered {
		got = append(got, strings.Join(strings.Fields(b.Verdict+" "+b.Recipient+" "+b.Reason), " "))
	}
	return got
}

func stoppedTo(t *testing.T, db *warehouse.DB) (all []string) {
	t.Helper()
	off, err := Off(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range off {
		all = append(all, o.Address+" "+o.Reason)
	}
	return all
}

// TestBounced: what a report does depends on whether it bears the id of a mail
// that was sent to that address, and not on what it claims.
func TestBounced(t *testing.T) {
	const ana, bo = "Ana@harbour.example", "bo@harbour.example"
	anas, bos := letter(ana).MessageID, letter(bo).MessageID
	for name, c := range map[string]struct {
		mail []byte
		want string
		off  []string
	}{
		"gone":                {reported(anas, "ana@HARBOUR.example", "5.1.1"), "stopped Ana@harbour.example 5.1.1, no such recipient", []string{"ana@harbour.example bounced: 5.1.1, no such recipient"}},
		"busy":                {reported(anas, "ana@harbour.example", "4.2.2"), "temporary Ana@harbour.example 4.2.2, the mailbox is full", nil},
		"of a mail to bo":     {reported(bos, "ana@harbour.example", "5.1.1"), "elsewhere bo@harbour.example 5.1.1, no such recipient", nil},
		"of a forward":        {reported(anas, "ana@home.example", "5.1.1"), "elsewhere Ana@harbour.example 5.1.1, no such recipient", nil},
		"forged, with an id":  {reported("trend.2026-W27.ffff@acme.example", "ana@harbour.example", "5.1.1"), "unknown 5.1.1, no such recipient", nil},
		"forged, without one": {reported("", "ana@harbour.example", "5.1.1"), "unproven Ana@harbour.example 5.1.1, no such recipient", nil},
		"of somebody else":    {reported("", "cy@harbour.example", "5.1.1"), "unknown 5.1.1, no such recipient", nil},
		"an answer":           {[]byte("Subject: Thanks\n\nana@harbour.example is happy. Message-ID: <" + anas + ">"), "unread", nil},
		"nothing":             {nil, "unread", nil},
		"quoted":              {reported("x' or '1'='1", "ana@harbour.example' or '1'='1", "5.1.1"), "unknown 5.1.1, no such recipient", nil},
	} {
		db := books(t)
		posted(t, db, monday(), ana, bo)
		if got := bounced(t, db, monday().Add(time.Hour), c.mail); fmt.Sprint(got) != "["+c.want+"]" {
			t.Errorf("%s: %q", name, got)
		}
		if diff := cmp.Diff(c.off, stoppedTo(t, db)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestBouncedOnce: a copy changes nothing, also after the address was resumed;
// the outbox tells what came back, and the next mail is held.
func TestBouncedOnce(t *testing.T) {
	ctx, db := context.Background(), books(t)
	posted(t, db, monday(), "ana@harbour.example", "bo@harbour.example")
	mail := reported(letter("ana@harbour.example").MessageID, "ana@harbour.example", "5.1.1")
	if got := bounced(t, db, monday(), mail, mail); len(got) != 1 {
		t.Error(got)
	}
	next := letter("ana@harbour.example")
	next.Period, next.MessageID = next.Period.AddDate(0, 0, 7), "next@acme.example"
	if n, err := Enter(ctx, db, []Letter{next}, monday()); n != 0 || err != nil {
		t.Error(n, err)
	}
	want := []string{"2026-07-06 ana@harbour.example trend held bounced: 5.1.1, no such recipient",
		"2026-06-29 ana@harbour.example trend sent came back: 5.1.1, no such recipient", "2026-06-29 bo@harbour.example trend sent"}
	if diff := cmp.Diff(want, states(t, db)); diff != "" {
		t.Error(diff)
	}
	if rows, err := Unsent(ctx, db, 10); err != nil || len(rows) != 1 || rows[0].Answer != "came back: 5.1.1, no such recipient" {
		t.Error(rows, err)
	}
	if did, err := Resume(ctx, db, "ana@harbour.example", monday()); !did || err != nil {
		t.Error(did, err)
	}
	if got := bounced(t, db, monday(), mail); len(got) != 0 || len(stoppedTo(t, db)) != 0 {
		t.Error(got, stoppedTo(t, db))
	}
	// Long after, a report without an id is of no mail of ours.
	if got := bounced(t, db, monday().Add(lately+time.Hour), reported("", "bo@harbour.example", "5.1.1")); fmt.Sprint(got) != "[unknown 5.1.1, no such recipient]" {
		t.Error(got)
	}
	counts, err := BounceCounts(ctx, db)
	if err != nil || len(counts) != 2 || counts[0].Verdict != Stopped || counts[0].N != 1 {
		t.Error(counts, err)
	}
	if rows, err := Unsent(ctx, db, 10); err != nil || len(rows) != 0 { // it was resumed
		t.Error(rows, err)
	}
	if rows, err := BounceRows(ctx, db, 10); err != nil || len(rows) != 1 || rows[0].Recipient != "ana@harbour.example" {
		t.Error(rows, err)
	}
	if at, err := BouncePlaces(ctx, db); at["box"] != "1" || err != nil {
		t.Error(at, err)
	}
}

// TestBouncedTogether: a batch is entered with its position or not at all.
func TestBouncedTogether(t *testing.T) {
	db := books(t)
	posted(t, db, monday(), "ana@harbour.example")
	if err := db.Exec(context.Background(), "drop table ops.bounce_places"); err != nil {
		t.Fatal(err)
	}
	mail := reported(letter("ana@harbour.example").MessageID, "ana@harbour.example", "5.1.1")
	_, err := EnterBounces(context.Background(), db, []Batch{{Place: "box", Position: "1", Mails: [][]byte{mail}}}, monday())
	if err == nil || errors.Is(err, context.Canceled) || len(stoppedTo(t, db)) != 0 {
		t.Error(err, stoppedTo(t, db))
	}
	if counts, err := BounceCounts(context.Background(), db); len(counts) != 0 || err != nil {
		t.Error(counts, err)
	}
}
