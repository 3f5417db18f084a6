package main

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"
)

// corpus writes survey answers and themes that are made up, the same for the
// same seed.
type corpus struct {
	random *rand.Rand
	words  []string
}

func newCorpus(seed uint64) *corpus {
	c := &corpus{random: rand.New(rand.NewPCG(seed, 1))}
	// Some thousand words of two to four syllables, as skewed in their use as
	// those of a language.
	syllables := strings.Fields("ba co di fo gu ha jo ki lu ma ne po qua ri su ta ve wi xo za bre clo dri fla gre kno pla scu tri")
	naming := rand.New(rand.NewPCG(42, 1))
	for range 6000 {
		word := ""
		for range 2 + naming.IntN(3) {
			word += syllables[naming.IntN(len(syllables))]
		}
		c.words = append(c.words, word)
	}
	return c
}

// word picks a word, the early ones far more often (Zipf).
func (c *corpus) word() string {
	u := c.random.Float64()
	return c.words[int(float64(len(c.words))*u*u*u)]
}

// plain are the words that carry sentiment or ask for something.
var plain = []string{"great", "slow", "crashes", "love", "broken", "not good", "please add", "confusing", "very helpful", "but", "expensive", "easy", "would be nice"}

func (c *corpus) comment() string {
	var b strings.Builder
	for sentence := range 2 + c.random.IntN(3) {
		if sentence > 0 {
			b.WriteString(". ")
		}
		for i := range 6 + c.random.IntN(7) {
			if i > 0 {
				b.WriteByte(' ')
			}
			if c.random.IntN(8) == 0 {
				b.WriteString(plain[c.random.IntN(len(plain))])
			} else {
				b.WriteString(c.word())
			}
		}
	}
	return b.String()
}

// survey writes n answers given over three years until the day end.
func (c *corpus) survey(path string, first, n int, end time.Time, days int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<20)
	fmt.Fprintln(w, "Response ID,Submitted,E-mail,Company,Plan,Region,Country,Recommend,Satisfied,Why,Language")
	plans, regions := []string{"free", "team", "business", "enterprise"}, []string{"north", "south", "east", "west", "abroad"}
	for i := range n {
		at := end.Add(-time.Duration(c.random.IntN(days*24*3600)) * time.Second)
		person := c.random.IntN(300_000)
		fmt.Fprintf(w, "R%09d,%s,person%d@company%d.example,Company %d,%s,%s,country %02d,%d,%d,\"%s\",en\n", first+i, at.Format("2006-01-02 15:04:05"),
			person, person%5000, person%5000, plans[person%4], regions[person%5], person%11, min(10, 4+c.random.IntN(8)), 1+c.random.IntN(5), c.comment())
	}
	return errors.Join(w.Flush(), file.Close())
}

// themes writes so many themes of so many phrases each, some of two words, some
// with a wildcard; 480 phrases together catch most of the comments.
func (c *corpus) themes(path string, themes, phrases int) error {
	var b strings.Builder
	for theme := range themes {
		fmt.Fprintf(&b, "- id: theme-%02d\n  name: Theme %d\n  phrases:\n", theme, theme)
		for phrase := range phrases {
			word := c.words[(200+(theme*phrases+phrase)*11)%len(c.words)]
			switch phrase % 4 {
			case 1:
				fmt.Fprintf(&b, "    - %s %s\n", c.words[phrase], c.words[theme])
			case 2:
				fmt.Fprintf(&b, "    - %s*\n", word[:len(word)-1])
			default:
				fmt.Fprintf(&b, "    - %s\n", word)
			}
		}
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}
