package survey

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// evaluation is one set of real answers, how it is mapped, and what is known
// of it. Figures are those that the publishers or plain counting gave.
type evaluation struct {
	name     string
	file     string
	settings Settings
	read     int // rows; stored, rejected and skipped add up to it
	stored   int
	rejects  int // of rows and cells
	skips    map[string]int
	nps      float64 // with n below; zero: not known
	n        int
	csat     float64 // share of 4 and 5
	feedback int
}

func evaluations() []evaluation {
	two := new(int)
	*two = 2
	cncf := func(t Time, scored, why string) Settings {
		return Settings{
			HeaderRows: two, ID: Column{Name: "Respondent ID", Optional: true}, Time: t,
			Ratings: []Rating{{Column: scored, Metric: ingest.NPS, Scale: []float64{1, 10}}},
			Comments: []Comment{{Column: why, Optional: true}, {Column: "What services do you wish the CNCF provided*"},
				{Column: "Any other feedback that you wish to share*"}},
			Language: Language{Fixed: "en"},
		}
	}
	const response, why = "Would you recommend CNCF* / Response", "Would you recommend CNCF* / Why?"
	american := "mm/dd/yyyy hh:mm:ss am/pm"
	google := Settings{
		Time:    Time{Column: "Timestamp", Format: "m/d/yyyy h:mm:ss", Zone: "America/Los_Angeles"},
		Ratings: []Rating{{Column: "1. Satisfaction*", Metric: ingest.CSAT}},
		Comments: []Comment{{Column: "6. How can CNCF help*"},
			{Column: "7. Any other feedback*"}},
		Skip: []Filter{{Column: "Timestamp", Values: []string{""}}},
	}
	strongly := cncf(Time{Column: "End Date", Format: american}, response, why)
	strongly.Ratings = []Rating{{Column: "Are you satisfied with the overall support*", Metric: ingest.CSAT,
		Words: map[string]float64{"Very Satisfied": 5, "Satisfied": 4, "Neutral": 3, "Somewhat dissatisfied": 2}}}
	points := cncf(Time{Column: "End Date"}, "", "")
	points.Ratings, points.Comments = nil, points.Comments[2:]
	for _, point := range []string{"1", "2", "3", "4", "5"} {
		points.Ratings = append(points.Ratings, Rating{Column: "Would you recommend CNCF* / - " + point, Metric: ingest.CSAT})
	}
	expectations := Rating{Column: "7b2. Cleaning and preparing data. - Has Jupyter met*", Metric: ingest.CSAT,
		Words: map[string]float64{"Yes.": 5, "Neutral.": 3, "No.": 1}, NoAnswer: []string{"Does not apply."}, Optional: true}
	jupyter2020 := Settings{
		ID: Column{Name: "Respondent ID"}, Time: Time{Fixed: "2020-12-15"},
		Ratings:  []Rating{expectations},
		Comments: []Comment{{Column: "*(other)*", Optional: true}, {Column: "Comments about collaboration:", Optional: true}, {Column: "Do you have challenges with the notebook UI?", Optional: true}, {Column: "Open feedback*", Optional: true}},
		Segments: map[string]Column{"frequency": {Name: "1. How frequently*", Optional: true}},
	}
	return []evaluation{
		{name: "maintainers 2017 H1", file: "surveys/cncf/maintainer_2017_results-h1-2017.csv", settings: google,
			read: 20, stored: 19, csat: 78.9, skips: map[string]int{"left out: Timestamp is blank": 1}},
		{name: "maintainers 2017 H2", file: "surveys/cncf/maintainer_2017_results-h2-2017.csv", settings: google,
			read: 15, stored: 12, csat: 83.3, skips: map[string]int{"empty row": 2, "left out: Timestamp is blank": 1}},
		{name: "maintainers 2018 H1", file: "surveys/cncf/maintainer_2018_results-h1.csv", settings: google, read: 56, stored: 56, csat: 76.8},
		{name: "maintainers 2019 H1", file: "surveys/cncf/maintainer_2019_maintainer-survey-results-2019-h1.csv",
			settings: points, read: 64, stored: 64},
		{name: "maintainers 2019 H2", file: "surveys/cncf/maintainer_2019_maintainer-survey-results-2019-h2.csv",
			settings: cncf(Time{Column: "End Date"}, response, why), read: 70, stored: 70, rejects: 21, nps: 14.3, n: 49},
		{name: "maintainers 2020 H1", file: "surveys/cncf/maintainer_2020_h1_CNCF_Maintainers_Survey_2020_H1.csv",
			settings: strongly, read: 79, stored: 79},
		{name: "maintainers 2020 H2", file: "surveys/cncf/maintainer_2020_h2_CNCF_Maintainers_Survey_2020_H2.csv",
			settings: cncf(Time{Fixed: "2020-11-30"}, response, why), read: 97, stored: 97, nps: 55.7, n: 97},
		{name: "maintainers 2021 H1", file: "surveys/cncf/maintainer_2021_h1_CNCF_Maintainers_Survey_2021_H1.csv",
			settings: cncf(Time{Fixed: "2021-06-30"}, response, why), read: 93, stored: 93, nps: 72.0, n: 93},
		{name: "maintainers 2021 H2", file: "surveys/cncf/maintainer_2021_h2_CNCF_Maintainers_Survey_2021_H2.csv",
			settings: cncf(Time{Column: "End Date", Format: american}, response, why), read: 102, stored: 102, nps: 62.7, n: 102},
		{name: "ambassadors 2021", file: "surveys/cncf/ambassador_2021_CNCF_Ambassadors_Survey_2021.csv",
			settings: cncf(Time{Column: "End Date", Format: american}, response, why), read: 44, stored: 44, nps: 70.5, n: 44},
		{name: "SFO 2017", file: "surveys/sfo_airport_2017/2017_SFO_Customer_Survey.csv", settings: Settings{
			ID: Column{Name: "RESPNUM"}, Time: Time{Fixed: "2017-05-15"},
			Ratings: []Rating{{Column: "NETPRO", Metric: ingest.NPS, NoAnswer: []string{"11"}, Question: "How likely are you to recommend the airport?"},
				{Column: "Q7ALL", Metric: ingest.CSAT, NoAnswer: []string{"Blank"}, Question: "The airport as a whole"}},
			Segments: map[string]Column{"airline": {Name: "AIRLINE"}, "boarding area": {Name: "BAREA"}},
		}, read: 2831, stored: 2809, skips: map[string]int{"no answer": 22}, nps: 39.8, n: 2746, csat: 82.1},
		{name: "chatgpt ios", file: "dated/chatgpt_ios/chatgpt_reviews.csv", settings: Settings{
			Channel: ingest.Review, Time: Time{Column: "date", Zone: "UTC"},
			Ratings:  []Rating{{Column: "rating", Metric: ingest.Stars}},
			Comments: []Comment{{Column: "review"}}, Title: Column{Name: "title"},
		}, read: 2292, stored: 2292},
		{name: "jupyter 2020 choices", file: "surveys/jupyter_2020/all_responses.csv.gz", settings: jupyter2020,
			read: 1135, stored: 995, skips: map[string]int{"no answer": 140}},
		{name: "jupyter 2020 words", file: "surveys/jupyter_2020/text_fields.csv", settings: jupyter2020,
			read: 1135, stored: 683, skips: map[string]int{"no answer": 452}},
		{name: "jupyter 2015", file: "themes/jupyter_ux2015/survey_short_columns.csv", settings: Settings{
			ID: Column{Name: "#1"}, Time: Time{Column: "date_submitted", Zone: "-06:00"},
			Comments: []Comment{{Column: "hinderances"}, {Column: "integrations_*"}, {Column: "workflow_needs_addressed_*"},
				{Column: "workflow_needs_not_addressed_*"}, {Column: "pleasant_aspects_*"}, {Column: "difficult_aspects_*"},
				{Column: "features_changes_*"}, {Column: "first_experience_enhancements_*"}},
			Segments: map[string]Column{"how often": {Name: "how_often"}, "years in role": {Name: "years_in_role"}},
			Language: Language{Fixed: "en"},
		}, read: 1706, stored: 956, skips: map[string]int{"no answer": 750}, feedback: 8290},
		{name: "maalej", file: "themes/maalej/maalej_app_reviews.csv", settings: Settings{
			Channel: ingest.Review, ID: Column{Name: "id_num"}, Time: Time{Fixed: "2014-01-01"},
			Ratings:  []Rating{{Column: "rating", Metric: ingest.Stars}},
			Comments: []Comment{{Column: "review"}}, Title: Column{Name: "title"}, Labels: []Column{{Name: "task"}},
		}, read: 3691, stored: 3691, feedback: 3689},
	}
}

// dataFolder is where the real answers lie.
func dataFolder(t *testing.T) string {
	folder := os.Getenv("EARSHOT_EVAL_DATA")
	if folder == "" {
		t.Skip("EARSHOT_EVAL_DATA names no folder with real answers")
	}
	return folder
}

func TestRealAnswers(t *testing.T) {
	folder := dataFolder(t)
	for _, e := range evaluations() {
		t.Run(e.name, func(t *testing.T) {
			items := readFile(t, e.settings, filepath.Join(folder, e.file))
			got := count(items)
			if len(items) != e.read {
				t.Errorf("read %d rows, want %d", len(items), e.read)
			}
			if sum := got.stored + got.rejected + got.skipped; sum != e.read {
				t.Errorf("%d stored, rejected or skipped of %d rows", sum, e.read)
			}
			if got.stored != e.stored || got.rejects != e.rejects || !cmp.Equal(got.skips, e.skips, cmpopts.EquateEmpty()) {
				t.Errorf("got %+v, want %d stored, %d rejects, skips %v", got, e.stored, e.rejects, e.skips)
			}
			if e.n > 0 && (got.n != e.n || math.Abs(got.nps-e.nps) > 0.05) {
				t.Errorf("NPS %.1f of %d, want %.1f of %d", got.nps, got.n, e.nps, e.n)
			}
			if e.csat > 0 && math.Abs(got.csat-e.csat) > 0.05 {
				t.Errorf("CSAT %.1f, want %.1f", got.csat, e.csat)
			}
			if e.feedback > 0 && got.feedback != e.feedback {
				t.Errorf("%d comments, want %d", got.feedback, e.feedback)
			}
		})
	}
}

// counts is what the items of one file add up to.
type counts struct {
	stored, rejected, skipped, rejects, feedback int
	skips                                        map[string]int
	nps, csat                                    float64
	n                                            int // of nps
}

func count(items []ingest.Item) counts {
	c := counts{skips: map[string]int{}}
	var scores []ingest.Rating
	for _, item := range items {
		c.rejects += len(item.Rejects)
		c.feedback += len(item.Feedback)
		scores = append(scores, item.Ratings...)
		switch {
		case len(item.Feedback)+len(item.Ratings) > 0:
			c.stored++
		case len(item.Rejects) > 0:
			c.rejected++
		case item.Skip != "":
			c.skipped++
			c.skips[item.Skip]++
		}
	}
	promoters, _ := share(scores, ingest.NPS, 9, 10)
	detractors, n := share(scores, ingest.NPS, 0, 6)
	c.nps, c.n = promoters-detractors, n
	c.csat, _ = share(scores, ingest.CSAT, 4, 5)
	return c
}

// share is the percentage of a metric's scores from low to high, and how many
// scores it has.
func share(scores []ingest.Rating, metric ingest.Metric, low, high float64) (percent float64, n int) {
	in := 0
	for _, r := range scores {
		if r.Metric != metric {
			continue
		}
		n++
		if low <= r.Score && r.Score <= high {
			in++
		}
	}
	return 100 * float64(in) / float64(max(n, 1)), n
}

func readFile(t testing.TB, s Settings, path string) []ingest.Item {
	t.Helper()
	f, err := New(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var items []ingest.Item
	for r.Scan() {
		items = append(items, r.Item())
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return items
}
