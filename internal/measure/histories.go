package main

import (
	"database/sql/driver"
	"fmt"
	"iter"
	"time"
)

const (
	themes    = 100
	baseWeeks = 8 // that movers compares a week with; a history has them before the first week judged
)

// firstWeek is the Monday of a history's first week.
var firstWeek = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// histories are weeks of people who speak of themes, side by side: each has the
// same number of people in a week, and themes of its own.
type histories struct {
	draws
	people int         // who speak in a usual week
	varied bool        // a week has up to a quarter more or less of them
	shares [][]float64 // of people, by history and theme
	phi    float64     // variance of a theme's people over their mean; 1: chance alone
	step   int         // the week from which the first theme is named twice as often; 0: never
}

// newHistories draws histories whose themes are named by 0.1 % to 20 % of people.
func newHistories(d draws, number, people int) *histories {
	h := &histories{draws: d, people: people, varied: true, phi: 1, shares: make([][]float64, number)}
	for i := range h.shares {
		h.shares[i] = make([]float64, themes)
		for t := range h.shares[i] {
			h.shares[i][t] = d.around(0.001, 0.2)
		}
	}
	return h
}

// dispersed makes the people of each theme vary phi times as much as chance does.
func (h *histories) dispersed(phi float64) *histories {
	h.phi = phi
	return h
}

// plant makes weeks equal and has 30 of their people name the first theme of each
// history, and 60 after the base weeks.
func (h *histories) plant() *histories {
	h.varied, h.step = false, baseWeeks
	for i := range h.shares {
		h.shares[i][0] = 30 / float64(h.people)
	}
	return h
}

// themeName begins with the history's number: the partition that movers is asked by.
func themeName(history, theme int) string { return fmt.Sprintf("%04d/%02d", history, theme) }

// names are the rows of theme_names.
func (h *histories) names() iter.Seq[[]driver.Value] {
	return func(yield func([]driver.Value) bool) {
		for i := range h.shares {
			for t := range h.shares[i] {
				if !yield([]driver.Value{themeName(i, t)}) {
					return
				}
			}
		}
	}
}

// week draws one week's rows of int_theme_counts: everybody's and each theme's.
func (h *histories) week(week int) iter.Seq[[]driver.Value] {
	exposure := h.people
	if h.varied {
		exposure = int(float64(h.people) * (0.75 + 0.5*h.Float64()))
	}
	start := firstWeek.AddDate(0, 0, 7*week)
	return func(yield func([]driver.Value) bool) {
		if !yield([]driver.Value{"", start, int64(exposure)}) {
			return
		}
		for i := range h.shares {
			for t, share := range h.shares[i] {
				if t == 0 && h.step > 0 && week >= h.step {
					share *= 2
				}
				if !yield([]driver.Value{themeName(i, t), start, int64(h.count(exposure, share))}) {
					return
				}
			}
		}
	}
}

// count draws how many name a theme. Where counts vary more than by chance, the
// share itself varies by a gamma factor: the count is negative binomial.
func (h *histories) count(exposure int, share float64) int {
	if h.phi > 1 {
		share *= h.gamma(float64(exposure) * share / (h.phi - 1))
	}
	return h.binomial(exposure, min(share, 1))
}
