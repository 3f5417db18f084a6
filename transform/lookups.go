package transform

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"
)

// phrase is one phrase of lookup.phrases.
type phrase struct {
	id      int64
	kind    string // theme, request
	theme   string
	exclude bool
	text    string
	terms   []term
}

// required counts the words that must be certain ones.
func (p phrase) required() (n int64) {
	for _, t := range p.terms {
		if t.kind != anything {
			n++
		}
	}
	return n
}

// writeLookups brings into tables what models need and SQL cannot say: the
// run, the themes, the lexicon. Each table's content is hashed, so that models
// are built anew only when it changed.
func (b *builder) writeLookups(ctx context.Context) error {
	b.lookups = map[string]string{
		// New words are no reason to build anew: they come with new feedback.
		"lookup.vocabulary": strings.Join(b.run.Languages, " "),
	}
	lookups, err := b.listLookups()
	if err != nil {
		return err
	}
	for _, l := range lookups {
		if err := b.writeLookup(ctx, l); err != nil {
			return fmt.Errorf("lookup.%s: %w", l.table, err)
		}
	}
	b.lookups["lookup.term_words"] = hash(b.lookups["lookup.phrases"], b.lookups["lookup.vocabulary"])
	if err := b.writeCopies(ctx); err != nil {
		return fmt.Errorf("lookup.copies: %w", err)
	}
	if err := b.writePeople(ctx); err != nil {
		return fmt.Errorf("lookup.persons: %w", err)
	}
	if err := b.writeLabels(ctx); err != nil {
		return fmt.Errorf("lookup.labels: %w", err)
	}
	return b.refreshWords(ctx)
}

// lookup is a table that is what the workspace's files say, and no more.
type lookup struct {
	table string
	rows  [][]driver.Value
}

func (b *builder) listLookups() (list []lookup, err error) {
	if b.phrases, err = b.listPhrases(); err != nil {
		return nil, err
	}
	lexicon, modifiers, err := lexicon(b.run.Lexicon)
	return []lookup{
		{"run", [][]driver.Value{{b.run.ID, b.run.AsOf.UTC(), b.runDay(), b.run.Workspace, b.run.Zone.String()}}},
		{"privacy", [][]driver.Value{{!b.run.ShowNames}}},
		{"model_sql", b.modelRows()},
		{"source_rules", b.sourceRows()},
		{"source_names", b.nameRows()},
		{"themes", b.themeRows()},
		{"claims", b.claimRows()},
		{"links", b.linkRows()},
		{"promises", b.promiseRows()},
		{"contacts", b.contactRows()},
		{"invite", b.inviteRows()},
		{"theme_labels", b.themeLabelRows()},
		{"theme_patterns", b.patternRows()},
		{"phrases", b.phraseRows()},
		{"lexicon", lexicon},
		{"modifiers", modifiers},
	}, err
}

// writeLookup replaces the table's rows.
func (b *builder) writeLookup(ctx context.Context, l lookup) error {
	b.lookups["lookup."+l.table] = hash(fmt.Sprint(l.rows))
	if err := b.db.Exec(ctx, "delete from lookup."+l.table); err != nil {
		return err
	}
	return b.db.Fill(ctx, "lookup", l.table, slices.Values(l.rows))
}

// refreshWords matches the known words anew when phrases or languages changed.
func (b *builder) refreshWords(ctx context.Context) error {
	state := b.lookups["lookup.term_words"]
	var last string
	if err := b.db.Row(ctx, "select coalesce(max(fingerprint), '') from ops.models where name = 'lookup.term_words'", nil, &last); err != nil {
		return err
	}
	if last == state && !b.run.Full {
		return nil
	}
	words, err := b.db.Strings(ctx, "select word from lookup.vocabulary")
	if err != nil {
		return err
	}
	if err := b.db.Exec(ctx, "delete from lookup.term_words; delete from lookup.vocabulary; delete from ops.models where name = 'lookup.term_words'"); err != nil {
		return err
	}
	if err := b.learn(ctx, words); err != nil {
		return err
	}
	return b.db.Exec(ctx, "insert into ops.models values ('lookup.term_words', ?, ?, 0, ?, ?, 0)", state, b.through, b.run.AsOf.UTC(), b.run.ID)
}

func (b *builder) listPhrases() ([]phrase, error) {
	var list []phrase
	add := func(kind, theme string, exclude bool, texts []string) {
		for _, text := range texts {
			list = append(list, phrase{int64(len(list) + 1), kind, theme, exclude, text, parsePhrase(text, b.run.Languages)})
		}
	}
	for _, t := range b.run.Themes {
		add("theme", t.ID, false, t.Phrases)
		add("theme", t.ID, true, t.Exclude)
	}
	requests, err := cues("requests")
	if err != nil {
		return nil, err
	}
	add("request", "", false, requests)
	return list, nil
}

func (b *builder) phraseRows() (rows [][]driver.Value) {
	for _, p := range b.phrases {
		rows = append(rows, []driver.Value{p.id, p.kind, orNull(p.theme), p.exclude, p.text, int64(len(p.terms)), p.required()})
	}
	return rows
}

func (b *builder) themeRows() (rows [][]driver.Value) {
	for _, t := range b.run.Themes {
		rows = append(rows, []driver.Value{t.ID, t.Name, orNull(t.Parent), orNull(t.Owner), orNull(t.Description)})
	}
	return rows
}

func (b *builder) patternRows() (rows [][]driver.Value) {
	for _, t := range b.run.Themes {
		for _, pattern := range t.Regex {
			rows = append(rows, []driver.Value{t.ID, "(?i)" + pattern})
		}
	}
	return rows
}

func (b *builder) modelRows() (rows [][]driver.Value) {
	for _, m := range b.plan.models {
		rows = append(rows, []driver.Value{m.Name, m.SQL})
	}
	return append(rows, []driver.Value{"macros", b.plan.prelude})
}

func (b *builder) sourceRows() (rows [][]driver.Value) {
	for source, days := range b.run.Stale {
		rows = append(rows, []driver.Value{source, int64(days)})
	}
	sort.Slice(rows, func(i, k int) bool { return rows[i][0].(string) < rows[k][0].(string) })
	return rows
}

// runDay is the run's local date, as the driver wants dates.
func (b *builder) runDay() time.Time {
	y, m, d := b.run.AsOf.In(b.run.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func orNull(s string) driver.Value {
	if s == "" {
		return nil
	}
	return s
}
