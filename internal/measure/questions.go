package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const askedSettings = settings + `serve:
  proxy: {addresses: [127.0.0.1], header: X-Forwarded-Email, default_role: reader}
`

// largeSettings give questions 1 GB each: nothing is written to disk for them.
const largeSettings = askedSettings + "  limits: {memory: 4GB}\n"

const (
	people = 50
	// think is how long a person reads an answer, on average, before the next
	// question: short for people, so that the fifty are busy ones.
	think  = 10 * time.Second
	nights = 3
	// spell is how long people ask where no night says for how long.
	spell = time.Minute
	// larger is how many times the rows of the night's workspace the larger one has.
	larger = 10
)

// benchQuestions measures what people wait for answers to the saved questions
// while nights go on beside them, and what the nights wait for them; then the
// answers, and what Flight SQL gives, of ten times the rows.
func benchQuestions(ctx context.Context, binary, dir string, rows int) error {
	space := filepath.Join(dir, "questions")
	if err := makeWorkspace(space, askedSettings, 40, 12, rows); err != nil {
		return err
	}
	if _, err := start(ctx, binary, "-w", space, "run", "nightly"); err != nil {
		return err
	}
	list, err := savedQuestions(ctx, binary, space)
	if err != nil {
		return err
	}
	fmt.Printf("\n%d people, each signed in by a proxy, ask the %d saved questions over HTTP; they think %v on average (exponential);\nhalf of what they ask are the %d best known, the other half any; themes and accounts at random\n\n",
		people, len(list), think, len(bestKnown()))
	if err := besideNights(ctx, binary, space, rows, list); err != nil {
		return err
	}
	large := filepath.Join(dir, "large")
	if err := grow(ctx, space, large, larger); err != nil {
		return err
	}
	return errors.Join(ofLarge(ctx, binary, large, rows*larger, list), benchFlight(ctx, binary, large))
}

// besideNights has nights of 1 % new answers each, in turns alone and with
// people asking.
func besideNights(ctx context.Context, binary, space string, rows int, list []saved) error {
	page, err := serve(ctx, binary, "-w", space, "serve", "--listen", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer page.end()
	c := &crowd{address: page.address, questions: list}
	var alone, beside time.Duration
	for n := range 2 * nights {
		if err := newCorpus(uint64(10+n)).survey(filepath.Join(space, "inbox", fmt.Sprintf("night%d.csv", n)), rows+n*rows/100, max(1, rows/100), end, 3); err != nil {
			return err
		}
		if n%2 == 0 {
			err = c.night(ctx, binary, space, 0, &alone)
		} else {
			err = c.night(ctx, binary, space, people, &beside)
		}
		if err != nil {
			return err
		}
	}
	print(fmt.Sprintf("a night of %d new answers, alone", max(1, rows/100)), alone/nights, 0, "")
	print("the same beside the questions", beside/nights, 0, "")
	atMost("a night beside the questions / alone", beside.Seconds()/alone.Seconds(), 1.3)
	c.print(fmt.Sprintf("%d answers", rows), 300*time.Millisecond)
	return nil
}

// night adds to took how long a run takes while so many people ask.
func (c *crowd) night(ctx context.Context, binary, space string, people int, took *time.Duration) error {
	asking, stop := context.WithCancel(ctx)
	gone := c.come(asking, people)
	r, err := start(ctx, binary, "-w", space, "run", "nightly")
	stop()
	<-gone
	*took += r.wall
	return err
}

func ofLarge(ctx context.Context, binary, space string, rows int, list []saved) error {
	page, err := serve(ctx, binary, "-w", space, "serve", "--listen", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer page.end()
	c := &crowd{address: page.address, questions: list}
	asking, stop := context.WithTimeout(ctx, spell)
	defer stop()
	<-c.come(asking, people)
	c.print(fmt.Sprintf("%d answers", rows), 1500*time.Millisecond)
	return ctx.Err()
}

// saved is a question as `earshot query --list` tells of it.
type saved struct {
	Name   string
	Params []struct{ Name, Type string }
}

func savedQuestions(ctx context.Context, binary, space string) (list []saved, err error) {
	r, err := start(ctx, binary, "-w", space, "query", "--list", "--json")
	if err != nil {
		return nil, err
	}
	return list, json.Unmarshal(r.output, &list)
}

// bestKnown are the questions that people come for.
func bestKnown() []string {
	return []string{"what_moved", "where_we_stand", "top_themes", "theme_over_time", "who_to_call", "who_said", "what_people_ask_for", "accounts_at_risk", "satisfaction_by_week", "one_account"}
}

// grow writes a workspace whose published file has the rows of space's so many
// times.
func grow(ctx context.Context, space, large string, times int) error {
	published := filepath.Join("data", "published")
	err := errors.Join(os.MkdirAll(filepath.Join(large, published), 0o755), os.WriteFile(filepath.Join(large, "earshot.yaml"), []byte(largeSettings), 0o644),
		copyFile(filepath.Join(space, "themes.yaml"), filepath.Join(large, "themes.yaml")))
	if err != nil {
		return err
	}
	return growPublished(ctx, filepath.Join(space, published), filepath.Join(large, published), times)
}
