package main

import "math/rand/v2"

// deck is a pile of scores for each segment. Drawn without putting back, it
// keeps the net score near what is planted and the single weeks uneven.
type deck map[string][]int

// deckSize is how many answers a pile has.
const deckSize = 25

// draw takes the next score of a segment.
func (d deck) draw(r *rand.Rand, segment string, week int) int {
	if len(d[segment]) == 0 {
		d[segment] = shuffled(r, segment, week)
	}
	score := d[segment][0]
	d[segment] = d[segment][1:]
	return score
}

// shuffled is a new pile. The net score of large companies sinks from 50 to 16
// over the half-year; that of the others stays at 37.
func shuffled(r *rand.Rand, segment string, week int) []int {
	promoters, detractors := 55, 18
	if segment == "enterprise" {
		promoters, detractors = 64-18*week/lastWeek, 14+16*week/lastWeek
	}
	high, low := rounded(r, promoters), rounded(r, detractors)
	pile := make([]int, deckSize)
	for i := range pile {
		switch {
		case i < high:
			pile[i] = pick(r, []int{9, 9, 10})
		case i < high+low:
			pile[i] = pick(r, []int{0, 1, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6})
		default:
			pile[i] = pick(r, []int{7, 8, 8})
		}
	}
	r.Shuffle(len(pile), func(i, j int) { pile[i], pile[j] = pile[j], pile[i] })
	return pile
}

// rounded is that many percent of a pile, up or down by chance.
func rounded(r *rand.Rand, percent int) int {
	return (percent*deckSize + r.IntN(100)) / 100
}
