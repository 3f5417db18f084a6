package transform

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// built is what ops.models tells of a model's last building.
type built struct {
	fingerprint  string
	throughBatch int64
	rows         int64
}

func (b *builder) loadBuilt(ctx context.Context) error {
	b.built = map[string]built{}
	// A model that is away for a while comes back as a new one.
	names := []string{"'lookup.term_words'", "'prelude'"}
	for _, m := range b.plan.models {
		names = append(names, "'"+m.Name+"'")
	}
	if err := b.db.Exec(ctx, "delete from ops.models where name not in ("+strings.Join(names, ", ")+")"); err != nil {
		return err
	}
	found, err := b.db.Query(ctx, "select name, fingerprint, through_batch, rows from ops.models")
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var name string
		var last built
		if err := found.Scan(&name, &last.fingerprint, &last.throughBatch, &last.rows); err != nil {
			return err
		}
		b.built[name] = last
	}
	return found.Err()
}

// perFeedback are the tables whose changes the incremental models follow row by
// row (an item of the plan like feedback); for them alone a change is no reason to build such a model in full. The
// words of the vocabulary only come with new feedback, labels, copies
// and customers are compared.
var perFeedback = map[string]bool{
	"landing.feedback": true, "landing.ratings": true, "lookup.labels": true, "lookup.copies": true, "lookup.vocabulary": true,
	"lookup.persons": true, "lookup.accounts": true, "landing.work_items": true,
}

// perPeriod are the tables whose rows change only with records of a day in the
// periods they count in, such as the days of a period; or that stay as they are
// while there are records of theirs: the cuts of a profile. What reads any other
// table is built in full when that changes.
var perPeriod = []string{"int_period_days", "int_profiles"}

// fingerprints computes for each model the hash of its SQL and of the state of
// all it reads. Equal prints mean equal rows. The structure leaves out what
// perFeedback holds: equal structures mean equal rows for equal records. The
// shape leaves out the run's day as well: equal shapes mean equal rows for equal
// records of the same complete periods.
func (b *builder) fingerprints(ctx context.Context) error {
	b.prints, b.structure, b.shape = map[string]string{}, map[string]string{}, map[string]string{}
	dated := datedMacros(b.plan.prelude)
	for _, m := range b.plan.models {
		shape := []string{b.plan.prelude, m.SQL, string(m.Build)}
		full := append([]string(nil), shape...)
		if dated(m.SQL) {
			full = append(full, b.runDate())
		}
		part := append([]string(nil), full...)
		for _, input := range m.Inputs {
			if _, model := b.plan.byName[input]; model {
				full, part, shape = append(full, b.prints[input]), append(part, b.structure[input]), append(shape, b.shape[input])
				continue
			}
			state, err := b.tableState(ctx, input)
			if err != nil {
				return err
			}
			full = append(full, input, state)
			if !perFeedback[input] {
				part, shape = append(part, input, state), append(shape, input, state)
			}
		}
		b.prints[m.Name], b.structure[m.Name], b.shape[m.Name] = hash(full...), hash(part...), hash(shape...)
		if m.Build == Table || m.Build == Periods { // built as a whole, it has nothing to follow row by row
			b.structure[m.Name] = b.prints[m.Name]
		}
		if m.Build == Table && !slices.Contains(perPeriod, m.Name) {
			b.shape[m.Name] = b.prints[m.Name]
		}
	}
	return nil
}

// datedMacros tells of a text of SQL whether it asks for the run's day, by
// run_date() or by a macro that does.
func datedMacros(prelude string) func(sql string) bool {
	asking := []string{"run_date("}
	asks := func(sql string) bool {
		return slices.ContainsFunc(asking, func(call string) bool { return strings.Contains(sql, call) })
	}
	macros := strings.Split(prelude, "create or replace macro ")[1:]
	for found := true; found; {
		found = false
		for _, macro := range macros {
			name, body, _ := strings.Cut(macro, "(")
			if call := name + "("; !slices.Contains(asking, call) && asks(body) {
				asking, found = append(asking, call), true
			}
		}
	}
	return asks
}

// tableState tells one content of a base table from another.
func (b *builder) tableState(ctx context.Context, table string) (string, error) {
	if state, ok := b.lookups[table]; ok {
		return state, nil
	}
	if state, ok := b.states[table]; ok {
		return state, nil
	}
	if strings.HasPrefix(table, "ops.") {
		return b.run.ID, nil // what earshot did is different in each run
	}
	query := "select count(*) || ' ' || coalesce(max(batch_no), 0) from " + table
	var state string
	if err := b.db.Row(ctx, query, nil, &state); err != nil {
		return "", fmt.Errorf("%s: %w", table, err)
	}
	b.states[table] = state
	return state, nil
}

func hash(parts ...string) string {
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
