package figure

// The three words that stand with every comparison.
const (
	RealChange  = "real change"
	CouldChance = "could be chance"
	TooFew      = "too few to tell"
)

// The two words that a report adds where there is no comparison at all.
const (
	NotCompared = "not compared" // a source is stale, or it is the first period
	NoAnswers   = "no answers"
)

// Arrow is the sign that goes with a direction: up, down, anything else. It
// never stands alone: the word does the talking.
func Arrow(direction string) string {
	switch direction {
	case "up":
		return "\u25b2"
	case "down":
		return "\u25bc"
	}
	return "\u25a0"
}

// Direction is up, down or flat for a change as it is written: one that rounds
// to nothing is flat.
func (u Unit) Direction(change *float64) string {
	none := 0.0
	if u == Count {
		none = 1
	}
	switch {
	case change == nil || u.Change(change) == u.Change(&none):
		return "flat"
	case *change > none:
		return "up"
	}
	return "down"
}

// Measure is a metric's name in a heading, with its convention where it has one.
func Measure(metric, convention string) string {
	name, known := map[string]string{
		"nps": "NPS", "csat": "CSAT", "ces": "Effort (CES)", "stars": "Stars",
		"sentiment": "Net sentiment", "people": "Feedback people", "unthemed": "Without a theme",
	}[metric]
	if !known {
		name = metric
	}
	switch {
	case metric == "sentiment" && convention == "feedback":
		name += " of feedback"
	case convention != "":
		name += ", " + convention
	}
	return name
}
