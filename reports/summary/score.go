package summary

import (
	"github.com/earshot/earshot/reports/figure"
	"github.com/earshot/earshot/reports/week"
)

type score = week.Score

// nameOf is the measure's name in a heading.
func nameOf(s score) string { return metricName(s.Metric, s.Convention) }

func metricName(metric, convention string) string { return figure.Measure(metric, convention) }

// periodOf says which weeks the figure is of.
func periodOf(s score) string {
	last := figure.ShortDay(s.LastDay())
	switch s.Kind {
	case "r4":
		return "4 weeks to " + last
	case "r13":
		return "13 weeks to " + last
	}
	return "week to " + last
}

// baselineOf says what the figure is compared with.
func baselineOf(s score) string {
	switch {
	case s.Metric == "people":
		return "the mean of the 4 weeks before"
	case s.Kind == "r4":
		return "the 4 weeks before"
	case s.Kind == "r13":
		return "the 13 weeks before"
	}
	return "the week before"
}

// counted names what n counts.
func counted(s score) string {
	switch s.Metric {
	case "sentiment":
		return figure.Number(s.N, "mention", "mentions")
	case "people":
		return figure.Number(s.N, "person", "people")
	case "unthemed":
		return figure.Number(s.N, "piece of feedback", "pieces of feedback")
	}
	return figure.Number(s.N, "answer", "answers")
}
