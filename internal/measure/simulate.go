package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"
)

// simulate shows that the verdicts and intervals keep what they promise where the
// truth is known, because it was made: false alarms, planted changes, coverage.
// All of it is the product's own SQL; the draws are the same on every machine.
func simulate(ctx context.Context) error {
	began := time.Now()
	fmt.Println("Simulations: made histories, judged by earshot's own models and macros")
	s, err := newSimulator(ctx)
	if err != nil {
		return err
	}
	err = errors.Join(simulateMovers(ctx), simulateCharts(ctx, s), simulateCoverage(ctx, s), s.Close())
	fmt.Printf("  %.0f s\n\n", time.Since(began).Seconds())
	return err
}

// trial is a number of histories and how many weeks of them are judged.
type trial struct {
	name   string
	of     *histories
	weeks  int
	judged [][]week
}

// usualWeeks are the people of a usual week, from a small shop to a large one.
var usualWeeks = []int{50, 100, 150, 200, 300, 500, 800, 1200, 1800, 2500}

func simulateMovers(ctx context.Context) error {
	var trials []*trial
	for i, people := range usualWeeks {
		trials = append(trials, &trial{name: "chance", of: newHistories(newDraws(1, uint64(i)), 100, people), weeks: 52})
	}
	for _, phi := range []float64{1.5, 3} {
		for i, people := range []int{100, 500, 1800} {
			trials = append(trials, &trial{name: fmt.Sprint(phi), of: newHistories(newDraws(2, uint64(i)), 30, people).dispersed(phi), weeks: 26})
		}
	}
	for i, people := range []int{100, 300, 1000, 3000} {
		trials = append(trials, &trial{name: "planted", of: newHistories(newDraws(3, uint64(i)), 250, people).plant(), weeks: 4})
	}
	if err := judgeAll(ctx, trials); err != nil {
		return err
	}
	printMistaken(trials, "chance", "1,000 histories x 52 weeks x 100 themes, no change")
	for _, phi := range []string{"1.5", "3"} {
		printMistaken(trials, phi, "over-dispersed (negative binomial, phi "+phi+"), no change")
	}
	for _, t := range trials {
		if t.name == "planted" {
			printFound(t)
		}
	}
	return nil
}

// judgeAll judges the trials side by side, on all processors.
func judgeAll(ctx context.Context, trials []*trial) error {
	next := make(chan *trial)
	problems := make([]error, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i := range problems {
		all.Go(func() { problems[i] = judgeEach(ctx, next) })
	}
	for _, t := range trials {
		next <- t
	}
	close(next)
	all.Wait()
	return errors.Join(problems...)
}

// judgeEach takes trials until there are no more; after an error it takes them
// without a look.
func judgeEach(ctx context.Context, next <-chan *trial) error {
	s, err := newSimulator(ctx)
	for t := range next {
		if err == nil {
			t.judged, err = s.judge(ctx, t.of, t.weeks)
		}
	}
	if s != nil {
		err = errors.Join(err, s.Close())
	}
	return err
}

// printMistaken prints the share of weeks with a false mover: for each number of
// people, and over all.
func printMistaken(trials []*trial, name, what string) {
	weeks, mistaken := 0, 0
	for _, t := range trials {
		if t.name != name {
			continue
		}
		of, wrong := 0, 0
		for _, history := range t.judged {
			for _, w := range history {
				of++
				if w.mistaken {
					wrong++
				}
			}
		}
		fmt.Printf("      %4d people a week: %5.2f %% of %d weeks\n", t.of.people, 100*float64(wrong)/float64(of), of)
		weeks, mistaken = weeks+of, mistaken+wrong
	}
	share := 100 * float64(mistaken) / float64(weeks)
	fmt.Printf("  %s\n", what)
	bar("weeks with a false mover, %", share, share <= 10, "at most 10")
}

// printFound prints how many of the planted changes are found, and how soon.
func printFound(t *trial) {
	by := make([]float64, t.weeks)
	for _, history := range t.judged {
		found := 0.0
		for i, w := range history {
			if w.found {
				found = 1
			}
			by[i] += 100 * found / float64(len(t.judged))
		}
	}
	fmt.Printf("  30 of %d people a week become 60 and stay so: found in week 1: %.1f %%, by week 2: %.1f %%, by week 4: %.1f %%\n", t.of.people, by[0], by[1], by[3])
	bar("found by the first weekly run, %", by[0], by[0] >= 90, "at least 90")
	bar("found by the second weekly run, %", by[1], by[1] >= 90, "at least 90")
}
