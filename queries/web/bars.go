package web

import "unicode/utf8"

const (
	barHeight = 24.0
	maxBars   = 50
)

type bar struct {
	Y, From, Length float64
	Name, Value     string
	ValueAt         float64
	Low, High       float64 // ends of its interval, where it has one
	HasInterval     bool
	Text            string
}

func (c *chart) bars(points []point) {
	c.More = max(0, len(points)-maxBars)
	points = points[:len(points)-c.More]
	longest := 0
	least, most := 0.0, 0.0
	for _, p := range points {
		longest = max(longest, utf8.RuneCountInString(label(p)))
		least, most = min(least, p.value), max(most, p.value)
	}
	c.Left, c.Right = min(280, 24+7*float64(min(longest, 36))), c.Width-70
	c.Top, c.Bottom = 8, 8+barHeight*float64(len(points))
	c.Height = c.Bottom + 26
	least, most = reach(points, least, most)
	scale := newScale(least, most, c.Left, c.Right)
	c.Ticks, c.Zero = scale.ticks(6), scale.at(0)
	for i, p := range points {
		from, to := scale.at(min(0, p.value)), scale.at(max(0, p.value))
		b := bar{
			Y: c.Top + barHeight*float64(i), From: from, Length: max(1, to-from), Name: clip(label(p), 34),
			Value: number(p.value), ValueAt: to + 6, Text: p.text, HasInterval: p.bounded(),
		}
		if b.HasInterval {
			b.Low, b.High = scale.at(max(p.low, scale.from)), scale.at(min(p.high, scale.to))
			b.ValueAt = max(to, b.High) + 6
		}
		c.Bars = append(c.Bars, b)
	}
}

// reach makes room for the intervals, but for ends so far out that the bars would
// be short: those run to the picture's edge.
func reach(points []point, least, most float64) (float64, float64) {
	room := 0.75 * (most - least)
	from, to := least, most
	for _, p := range points {
		if p.bounded() {
			from, to = min(from, max(p.low, least-room)), max(to, min(p.high, most+room))
		}
	}
	return from, to
}
