package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/warehouse"
	"github.com/earshot/earshot/transform"
)

// simulatedInputs are the tables that movers and control_charts read, as the
// models before them make them.
const simulatedInputs = `
create table theme_names (theme_id varchar);
create table simulated (theme_id varchar, period_start date, people bigint);
create view int_theme_counts as
    select theme_id, 'all' as dimension, 'all' as value, 'week' as period_kind, period_start, people from simulated;`

// simulator is a database in memory with earshot's own macros and models.
type simulator struct {
	*warehouse.DB
	models map[string]string
}

func newSimulator(ctx context.Context) (*simulator, error) {
	macros, models, err := transform.Source("")
	if err != nil {
		return nil, err
	}
	db, err := warehouse.Open(ctx, "", warehouse.Limits{Threads: 1})
	if err != nil {
		return nil, err
	}
	for _, text := range []string{"set variable run_date = date '2024-01-01'", macros, simulatedInputs} {
		if err := db.Exec(ctx, text); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return &simulator{db, models}, nil
}

// moversOfEach is the model movers, asked of many histories at once. Its text
// stays as it is but for one thing: what it says of all themes together is said
// of those of one history.
func moversOfEach(model string) (string, error) {
	const together, ofEach = "over ()", "over (partition by substr(theme_id, 1, 4))"
	if all, known := strings.Count(model, "over ("), strings.Count(model, together); all == 0 || all != known {
		return "", fmt.Errorf("movers: %d of %d windows are of all themes: see that the simulation still asks what the model does", known, all)
	}
	return strings.ReplaceAll(model, together, ofEach), nil
}

// week is what movers says of one week of a history.
type week struct {
	mistaken bool // a theme without change is called a real change
	found    bool // the planted rise is
}

// judge draws the base weeks of the histories and as many weeks more, asks
// movers after each of these, and gives the weeks by history.
func (s *simulator) judge(ctx context.Context, h *histories, weeks int) ([][]week, error) {
	query, err := moversOfEach(s.models["movers"])
	if err != nil {
		return nil, err
	}
	if err := s.Exec(ctx, "delete from theme_names; delete from simulated"); err != nil {
		return nil, err
	}
	if err := s.Fill(ctx, "", "theme_names", h.names()); err != nil {
		return nil, err
	}
	judged := make([][]week, len(h.shares))
	for n := range baseWeeks + weeks {
		if err := s.Fill(ctx, "", "simulated", h.week(n)); err != nil {
			return nil, err
		}
		day := firstWeek.AddDate(0, 0, 7*(n+1)).Format(time.DateOnly)
		// made anew: rows that are deleted in memory would still be passed over by each query
		err := s.Exec(ctx, fmt.Sprintf("set variable run_date = date '%s'; create or replace table simulated as select * from simulated where period_start >= last_week() - %d", day, 7*baseWeeks))
		if err == nil && n >= baseWeeks {
			err = s.ask(ctx, query, h.step > 0, judged)
		}
		if err != nil {
			return nil, err
		}
	}
	return judged, nil
}

// ask adds to each history what movers says of its last week.
func (s *simulator) ask(ctx context.Context, movers string, planted bool, into [][]week) error {
	rows, err := s.Query(ctx, `select cast(substr(theme_id, 1, 4) as int), coalesce(bool_or(verdict = 'real change' and not planted), false),
			coalesce(bool_or(verdict = 'real change' and planted and direction = 'up'), false)
		from (select *, ? and theme_id like '%/00' as planted from (`+movers+`)) group by 1`, planted)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var history int
		var w week
		if err := rows.Scan(&history, &w.mistaken, &w.found); err != nil {
			return err
		}
		into[history] = append(into[history], w)
	}
	return rows.Err()
}
