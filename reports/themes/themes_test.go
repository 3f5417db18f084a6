package themes

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/earshot/earshot/reports/figure"
)

func FuzzPath(f *testing.F) {
	for _, id := range []string{"login", "login_sso", "", "../../etc/passwd", "a b", "Ünder", "CON", "x.html", strings.Repeat("a", 200), "-x"} {
		f.Add(id, id+"x")
	}
	f.Fuzz(func(t *testing.T, id, other string) {
		path := Path(id)
		if !filepath.IsLocal(path) || strings.Count(path, "/") != 1 || len(path) > 100 || path != strings.ToLower(path) {
			t.Errorf("%q: %q", id, path)
		}
		if id != other && path == Path(other) {
			t.Errorf("%q and %q have one page", id, other)
		}
	})
}

// The finding of a theme is what its verdicts say, and no more.
func TestHeadline(t *testing.T) {
	whole := data{before: true}
	twice, share, slope := 2.0, 12.0, 0.4
	for want, c := range map[string]struct {
		d data
		t theme
	}{
		"Nobody named Login in the last 13 weeks":                {whole, theme{verdict: figure.TooFew}},
		"12% of all people name Login":                           {data{before: true, stale: true}, theme{people: 9, share: &share, verdict: figure.RealChange, ratio: &twice, base: 4}},
		"Login is named 2.0 times as often as before":            {whole, theme{people: 9, share: &share, verdict: figure.RealChange, ratio: &twice, base: 4}},
		"Login is new this week: 9 people name it":               {whole, theme{people: 9, now: 9, share: &share, verdict: figure.RealChange}},
		"Login slowly grows: +0.40 points of all people a week":  {whole, theme{people: 9, share: &share, verdict: figure.CouldChance, slope: &slope, course: "up", courseVerdict: figure.RealChange}},
		"12% of all people name Login, no real change":           {whole, theme{people: 9, share: &share, verdict: figure.CouldChance, courseVerdict: figure.CouldChance}},
		"12% of all people name Login; too few to tell a change": {whole, theme{people: 9, share: &share, verdict: figure.TooFew}},
	} {
		c.t.name = "Login"
		if got := headline(c.d, c.t); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
