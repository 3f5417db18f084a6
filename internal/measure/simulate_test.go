package main

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSimulatedIsTheModel holds that asking many histories at once gives, for
// each of them, what the model as it stands gives of that history alone.
func TestSimulatedIsTheModel(t *testing.T) {
	ctx := context.Background()
	s, err := newSimulator(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const number = 3
	for _, h := range []*histories{newHistories(newDraws(7, 1), number, 200), newHistories(newDraws(7, 2), number, 300).dispersed(3), newHistories(newDraws(7, 3), number, 300).plant()} {
		if _, err := s.judge(ctx, h, 2); err != nil { // leaves the last week's inputs
			t.Fatal(err)
		}
		together, err := moversOfEach(s.models["movers"])
		if err != nil {
			t.Fatal(err)
		}
		all, err := s.Strings(ctx, shownAs(together))
		if err != nil {
			t.Fatal(err)
		}
		var alone []string
		for i := range number {
			for _, query := range []string{"create or replace temp table every_theme as select * from theme_names", fmt.Sprintf("delete from theme_names where theme_id not like '%04d/%%'", i)} {
				if err := s.Exec(ctx, query); err != nil {
					t.Fatal(err)
				}
			}
			rows, err := s.Strings(ctx, shownAs(s.models["movers"]))
			if err != nil {
				t.Fatal(err)
			}
			alone = append(alone, rows...)
			if err := s.Exec(ctx, "delete from theme_names; insert into theme_names select * from every_theme"); err != nil {
				t.Fatal(err)
			}
		}
		if len(all) != number*themes {
			t.Errorf("%d themes", len(all))
		}
		if diff := cmp.Diff(alone, all); diff != "" {
			t.Errorf("alone and together (-alone +together):\n%s", diff)
		}
	}
}

// shownAs are the model's rows as text, in order; sums of floating point numbers
// depend on theirs.
func shownAs(model string) string {
	return "select concat_ws(' ', theme_id, people_now, people_base, exposure_base, round(rate_ratio, 6), round(rate_low, 6), round(rate_high, 6), round(p_value, 6), round(q_value, 6), round(phi, 6), direction, verdict) from (" + model + ") order by theme_id"
}

// TestMoversOfEachKnowsItsModel: a window that is not of all themes is no longer
// the model that was simulated.
func TestMoversOfEachKnowsItsModel(t *testing.T) {
	for _, text := range []string{"select 1", "select sum(x) over (), sum(y) over (order by z)"} {
		if _, err := moversOfEach(text); err == nil {
			t.Errorf("%q passes", text)
		}
	}
}

// TestFewHistories is the simulation in small: no false alarms to speak of, and
// what is planted is found.
func TestFewHistories(t *testing.T) {
	trials := []*trial{
		{name: "chance", of: newHistories(newDraws(1, 1), 10, 300), weeks: 6},
		{name: "planted", of: newHistories(newDraws(3, 1), 40, 300).plant(), weeks: 2},
	}
	if err := judgeAll(context.Background(), trials); err != nil {
		t.Fatal(err)
	}
	count := func(of *trial, is func(week) bool) (n int) {
		for _, history := range of.judged {
			for _, w := range history {
				if is(w) {
					n++
					break
				}
			}
		}
		return n
	}
	if n := count(trials[0], func(w week) bool { return w.mistaken }); n > 4 {
		t.Errorf("%d of 10 histories have a false mover", n)
	}
	if n := count(trials[1], func(w week) bool { return w.found }); n < 32 {
		t.Errorf("%d of 40 planted changes are found", n)
	}
}

// TestDraws compares mean and variance with what the distributions say.
func TestDraws(t *testing.T) {
	d := newDraws(1, 2)
	for _, c := range []struct {
		name           string
		draw           func() float64
		mean, variance float64
	}{
		{"binomial 300, .1", func() float64 { return float64(d.binomial(300, 0.1)) }, 30, 27},
		{"binomial 2500, .2", func() float64 { return float64(d.binomial(2500, 0.2)) }, 500, 400},
		{"binomial 50, .001", func() float64 { return float64(d.binomial(50, 0.001)) }, 0.05, 0.04995},
		{"binomial 20, .97", func() float64 { return float64(d.binomial(20, 0.97)) }, 19.4, 0.582},
		{"gamma .3", func() float64 { return d.gamma(0.3) }, 1, 1 / 0.3},
		{"gamma 4", func() float64 { return d.gamma(4) }, 1, 0.25},
	} {
		const n = 200_000
		var sum, squares float64
		for range n {
			x := c.draw() - c.mean
			sum, squares = sum+x, squares+x*x
		}
		if off := math.Abs(sum/n) / math.Sqrt(c.variance/n); off > 4 {
			t.Errorf("%s: the mean is %.1f standard errors off", c.name, off)
		}
		if got := squares / n; math.Abs(got/c.variance-1) > 0.05 {
			t.Errorf("%s: variance %v, want %v", c.name, got, c.variance)
		}
	}
	if d.binomial(0, 0.5) != 0 || d.binomial(9, 0) != 0 || d.binomial(9, 1) != 9 {
		t.Error("nobody, never, always")
	}
	if !strings.HasPrefix(themeName(12, 3), "0012/") {
		t.Error(themeName(12, 3))
	}
}
