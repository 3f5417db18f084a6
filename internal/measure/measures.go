package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
)

const measuredSettings = `name: Measures
timezone: Europe/Berlin
as_of: "2026-07-06"
limits: {memory: 3GB, threads: 2}
sources:
  - name: answers
    kind: survey
    files: inbox/*.csv
    id: Response ID
    respondent: {email: E-mail, account: Company}
    time: {column: Submitted, format: "yyyy-mm-dd hh:mm:ss"}
    ratings:
      - {column: Recommend, metric: nps}
    comments: [Why]
    segments: {plan: Plan, region: Region, country: Country}
    language: Language
`

// texts are the models that read words: all others, which count and test what
// these found, are the measures.
const texts = `'int_texts', 'int_sentences', 'int_phrase_hits', 'int_valences', 'int_sentence_sentiment', 'int_theme_sentences', 'feedback_themes'`

// benchMeasures times the measures over answers of a score and a comment each:
// all of them built anew, and brought up to date with a night's answers.
func benchMeasures(ctx context.Context, binary, dir string, rows int) error {
	space := filepath.Join(dir, "measures")
	if err := makeWorkspace(space, measuredSettings, 200, 3, rows); err != nil {
		return err
	}
	fmt.Printf("\n%d ratings and as many comments over 3 years, 200 themes, 20 segments\n\n", rows)
	if _, err := earshotIn(ctx, binary, space, "ingest", "ingest"); err != nil {
		return err
	}
	if _, err := earshotIn(ctx, binary, space, "transform, everything", "transform"); err != nil {
		return err
	}
	if err := forgetMeasures(ctx, space); err != nil {
		return err
	}
	all, err := earshotIn(ctx, binary, space, "transform, all measures anew", "transform")
	if err != nil {
		return err
	}
	atMost("all measures, s", all.wall.Seconds(), 30)
	atMost("peak memory of it, GB", float64(all.memory)/1e9, 4)
	more := max(1, rows/100)
	if err := newCorpus(2).survey(filepath.Join(space, "inbox", "more.csv"), rows, more, end, 3); err != nil {
		return err
	}
	if _, err := earshotIn(ctx, binary, space, fmt.Sprintf("ingest, %d new answers", more), "ingest"); err != nil {
		return err
	}
	night, err := earshotIn(ctx, binary, space, fmt.Sprintf("transform, %d new answers", more), "transform")
	if err != nil {
		return err
	}
	words, err := tookTexts(ctx, space)
	if err != nil {
		return err
	}
	atMost("measures of a night, s", (night.wall - words).Seconds(), 3)
	atMost("their words as well, s", night.wall.Seconds(), 3)
	return nil
}

// forgetMeasures makes the next transform build the measures as if none stood.
func forgetMeasures(ctx context.Context, space string) error {
	return inWarehouse(ctx, space, func(db *warehouse.DB) error {
		return db.Exec(ctx, "delete from ops.models where name not in ("+texts+") and name not like 'lookup.%'")
	})
}

// tookTexts is how long the last transform spent on the models of words.
func tookTexts(ctx context.Context, space string) (took time.Duration, err error) {
	err = inWarehouse(ctx, space, func(db *warehouse.DB) error {
		var milliseconds int64
		err := db.Row(ctx, "select coalesce(cast(sum(milliseconds) as bigint), 0) from ops.models where name in ("+texts+") and run_id = (select max(run_id) from ops.models)", nil, &milliseconds)
		took = time.Duration(milliseconds) * time.Millisecond
		return err
	})
	return took, err
}

func inWarehouse(ctx context.Context, space string, do func(*warehouse.DB) error) error {
	db, err := warehouse.Open(ctx, filepath.Join(space, "data", "warehouse.duckdb"), warehouse.Limits{})
	if err != nil {
		return err
	}
	return errors.Join(do(db), db.Close())
}
