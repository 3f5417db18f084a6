package chart

import (
	"html/template"
	"math"
)

// Spark is a count a week, as bars from zero: a line between counts of three
// and five people would say more than is known.
type Spark struct {
	ID, Title string // the title says the counts in words
	Counts    []int64
}

const (
	sparkHeight = 28.0
	sparkStep   = 8.0
)

type sparkPicture struct {
	Spark
	Width string
	Bars  []bar
}

type bar struct {
	X, Y, Height string
	Class        string
}

// SVG draws the bars; the last one, the week that the report is about, stands
// out. Without counts it is empty.
func (s Spark) SVG() (template.HTML, error) {
	if len(s.Counts) == 0 {
		return "", nil
	}
	most := int64(1)
	for _, n := range s.Counts {
		most = max(most, n)
	}
	picture := sparkPicture{Spark: s, Width: place(float64(len(s.Counts))*sparkStep - 2)}
	for i, n := range s.Counts {
		height := math.Max(float64(n)/float64(most)*(sparkHeight-2), 0)
		if n > 0 {
			height = math.Max(height, 1.5)
		}
		b := bar{X: place(float64(i) * sparkStep), Y: place(sparkHeight - 1 - height), Height: place(height), Class: "c-past"}
		if i == len(s.Counts)-1 {
			b.Class = "c-now"
		}
		picture.Bars = append(picture.Bars, b)
	}
	return execute("spark.svg.tmpl", picture)
}
