package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"

	"github.com/earshot/earshot/ingest/email"
	"github.com/earshot/earshot/internal/warehouse"
)

// evalData names the folder with the real files, which are not part of this
// repository.
const evalData = "EARSHOT_EVAL_DATA"

//go:embed sources.yaml
var evalSources []byte

// eval reads real files the whole way and compares with what is known of them.
func eval(ctx context.Context, binary, dir string) error {
	data := os.Getenv(evalData)
	if data == "" {
		fmt.Println("skipped: " + evalData + " does not name the folder with the real files")
		return nil
	}
	space := filepath.Join(dir, "eval")
	if err := makeEvalWorkspace(space, data); err != nil {
		return err
	}
	if err := evalIntake(ctx, binary, space); err != nil {
		return err
	}
	for _, stage := range []string{"transform", "publish", "report"} {
		r, err := start(ctx, binary, "-w", space, stage)
		if err != nil {
			return err
		}
		fmt.Printf("  earshot %-9s %.1f s\n", stage, r.wall.Seconds())
	}
	fmt.Println()
	db, err := warehouse.OpenPublished(ctx, filepath.Join(space, "data", "published", warehouse.Published), warehouse.Limits{})
	if err != nil {
		return err
	}
	return errors.Join(evalScores(ctx, db), evalSentiment(ctx, db), db.Close(), evalReplies(data))
}

func makeEvalWorkspace(space, data string) error {
	data, err := filepath.Abs(data)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(space, 0o755); err != nil {
		return err
	}
	return errors.Join(
		os.Symlink(data, filepath.Join(space, "evaldata")),
		os.WriteFile(filepath.Join(space, "earshot.yaml"), evalSources, 0o644))
}

// evalIntake ingests all sources and verifies the accounts: read = stored +
// rejected + counted out for each.
func evalIntake(ctx context.Context, binary, space string) error {
	r, err := start(ctx, binary, "-w", space, "ingest", "--json")
	if err != nil {
		return err
	}
	var intake struct {
		Sources []struct {
			Name                                   string
			Files, Read, Stored, Rejected, Skipped int64
			Error                                  string
		}
	}
	if err := json.Unmarshal(r.output, &intake); err != nil {
		return fmt.Errorf("ingest --json: %w", err)
	}
	fmt.Printf("  %-28s %6s %8s %8s %8s %11s %6s\n", "source", "files", "read", "stored", "rejected", "counted out", "lost")
	var lost int64
	for _, s := range intake.Sources {
		missing := s.Read - s.Stored - s.Rejected - s.Skipped
		lost += missing
		fmt.Printf("  %-28s %6d %8d %8d %8d %11d %6d\n", s.Name, s.Files, s.Read, s.Stored, s.Rejected, s.Skipped, missing)
		if s.Error != "" {
			fmt.Printf("      failed: %s\n", s.Error)
		}
	}
	fmt.Println()
	bar("records lost", float64(lost), lost == 0, "0")
	return nil
}

// known are published figures of the surveys: source, metric, n, score.
var known = []struct {
	source, metric string
	n              int64
	score          float64
}{
	{"cncf-maintainers-2019-h2", "nps", 49, 14.3},
	{"cncf-maintainers-2020-h2", "nps", 97, 55.7},
	{"cncf-maintainers-2021-h1", "nps", 93, 72.0},
	{"cncf-maintainers-2021-h2", "nps", 102, 62.7},
	{"cncf-ambassadors-2021", "nps", 44, 70.5},
	{"sfo-2017", "nps", 2746, 39.8},
	{"sfo-2017", "csat", 2688, 82.1},
	{"chatgpt-ios", "stars", 2292, 62.7},
}

// evalScores asks the published ratings by the published macros, as a reader
// would in SQL.
func evalScores(ctx context.Context, db *warehouse.DB) error {
	for _, k := range known {
		var n int64
		var score float64
		err := db.Row(ctx, `select count(*), coalesce(100.0 * avg(case class when 'top' then 1 when 'bottom' then -(case when metric = 'nps' then 1 else 0 end) else 0 end), 0)
			from ratings where source = ? and metric = ?`, []any{k.source, k.metric}, &n, &score)
		if err != nil {
			return fmt.Errorf("%s: %w", k.source, err)
		}
		score = math.Round(score*10) / 10
		bar(fmt.Sprintf("%s %s (n = %d)", k.source, k.metric, n), score, n == k.n && score == k.score, fmt.Sprintf("%.1f (n = %d)", k.score, k.n))
	}
	return nil
}

// evalSentiment correlates the sentiment with the mean of VADER's raters.
func evalSentiment(ctx context.Context, db *warehouse.DB) error {
	for _, set := range []struct {
		source string
		best   float64 // of the peers measured
	}{{"sentiment-tweets", 0.879}, {"sentiment-amazon", 0.590}, {"sentiment-movie", 0.429}, {"sentiment-nyt", 0.492}} {
		var n int64
		var r float64
		err := db.Row(ctx, "select count(*), coalesce(corr(coalesce(sentiment, 0), csat), 0) from feedback where source = ?", []any{set.source}, &n, &r)
		if err != nil {
			return err
		}
		fmt.Printf("  %-55s %9.3f   best peer: %.3f\n", fmt.Sprintf("%s, Pearson r (n = %d)", set.source, n), r, set.best)
	}
	return nil
}

// evalReplies compares the visible text of replies with what three parsers'
// tests expect.
func evalReplies(data string) error {
	for _, set := range []string{"github", "zapier", "crisp"} {
		score, err := email.Evaluate(filepath.Join(data, "email", "reply", set))
		if err != nil {
			return err
		}
		share := float64(score.Met) / float64(score.Of)
		bar(fmt.Sprintf("replies %s: %d of %d", set, score.Met, score.Of), share, share >= 0.95, "at least 0.95")
		sort.Strings(score.Missed)
		for _, name := range score.Missed {
			fmt.Printf("      not met: %s\n", name)
		}
	}
	return nil
}
