package survey

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

const goodYAML = `
id: Response
time: {column: When, format: dd.mm.yyyy hh:mm, zone: "+02:00", fixed: 2025-01-01, optional: true}
header_rows: 0
ratings:
  - {column: NPS, metric: nps, scale: [1, 10], no_answer: [11, N/A, yes], words: {Sure: 10}, optional: true}
comments: [Why?, {column: More, question: And?, optional: true}]
language: {fixed: en}
segments: {plan: Plan, team: {column: Team, optional: true}}
skip: [{column: Status, values: [""]}]
`

func TestShapes(t *testing.T) {
	var got Settings
	if err := yaml.Load([]byte(goodYAML), &got, yaml.WithKnownFields()); err != nil {
		t.Fatal(err)
	}
	none := 0
	want := Settings{
		ID: Column{Name: "Response"}, HeaderRows: &none,
		Time: Time{Column: "When", Format: "dd.mm.yyyy hh:mm", Zone: "+02:00", Fixed: "2025-01-01", Optional: true},
		Ratings: []Rating{{Column: "NPS", Metric: ingest.NPS, Scale: []float64{1, 10}, NoAnswer: []string{"11", "N/A", "yes"},
			Words: map[string]float64{"Sure": 10}, Optional: true}},
		Comments: []Comment{{Column: "Why?"}, {Column: "More", Question: "And?", Optional: true}},
		Language: Language{Fixed: "en"},
		Segments: map[string]Column{"plan": {Name: "Plan"}, "team": {Name: "Team", Optional: true}},
		Skip:     []Filter{{Column: "Status", Values: []string{""}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, bad := range []string{"id: [a]", "time: {colum: a}", "comments: [{column: a, scale: 3}]", "language: {fix: en}", "tme: a"} {
		if err := yaml.Load([]byte(bad), new(Settings), yaml.WithKnownFields()); err == nil {
			t.Errorf("%s is read", bad)
		}
	}
}

// TestSchema holds the schema to what is read.
func TestSchema(t *testing.T) {
	r := jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, ExpandedStruct: true}
	text, err := json.Marshal(r.Reflect(&Settings{}))
	if err != nil {
		t.Fatal(err)
	}
	document, err := validator.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("settings.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("settings.json")
	if err != nil {
		t.Fatal(err)
	}
	for text, valid := range map[string]bool{
		goodYAML:                          true,
		"time: When\ncomments: [a]":       true,
		"comments: [a]":                   false,
		"time: {colum: a}":                false,
		"time: a\nformat: xls":            false,
		"time: a\ncomments: [{a: b}]":     false,
		"time: a\nratings: [{column: a}]": false,
		"time: a\nratings: [{column: a, metric: nps, scale: [1]}]": false,
		"time: a\nskip: [{column: a}]":                             false,
	} {
		var value any
		if err := yaml.Load([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		back, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if value, err = validator.UnmarshalJSON(strings.NewReader(string(back))); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != valid {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestCheck(t *testing.T) {
	four := 4
	for _, test := range []struct {
		name     string
		settings Settings
		want     []string
	}{
		{"good", answers(), nil},
		{"nothing", Settings{}, []string{"time", ""}},
		{"dialect", with(func(s *Settings) { s.Delimiter, s.Encoding, s.HeaderRows, s.Channel = "ab", "klingon", &four, "chat" }),
			[]string{"delimiter", "encoding", "header_rows", "channel"}},
		{"time", with(func(s *Settings) { s.Time = Time{Column: "a", Zone: "Nowhere/City", Format: "dd/mm", Optional: true} }),
			[]string{"time.optional", "time.zone", "time.format"}},
		{"fixed", with(func(s *Settings) { s.Time = Time{Fixed: "03/04/2025"} }), []string{"time.fixed"}},
		{"scale", with(func(s *Settings) { s.Ratings[0].Scale = []float64{5, 1} }), []string{"ratings[0].scale"}},
		{"short scale", with(func(s *Settings) { s.Ratings[0].Scale = []float64{5} }), []string{"ratings[0].scale"}},
		{"metric", with(func(s *Settings) { s.Ratings[0].Metric = "joy" }), []string{"ratings[0].metric"}},
		{"words", with(func(s *Settings) {
			s.Ratings[0].Words, s.Ratings[0].NoAnswer = map[string]float64{"All": 11, "none": 0}, []string{"NONE"}
		}), []string{"ratings[0].words", "ratings[0].no_answer"}},
		{"convention", with(func(s *Settings) { s.Ratings[0].Convention, s.Ratings[0].LowIsGood = "mean", true }),
			[]string{"ratings[0].convention", "ratings[0].low_is_good"}},
		{"unknown convention", with(func(s *Settings) { s.Ratings[0] = Rating{Column: "a", Metric: ingest.CES, Convention: "sum"} }),
			[]string{"ratings[0].convention"}},
		{"twice", with(func(s *Settings) {
			s.Ratings = append(s.Ratings, Rating{Column: " SCORE", Metric: ingest.NPS}, Rating{Column: "score", Metric: ingest.CSAT})
			s.Comments = append(s.Comments, Comment{Column: "Words"}, Comment{})
		}), []string{"ratings[1].column", "comments[1].column", "comments[2].column"}},
		{"invitations", Settings{Time: Time{Column: "Sent"}, Respondent: Respondent{Email: Column{Name: "Email"}}, InvitationsTo: "nps"}, nil},
		{"invitations of nobody", Settings{Time: Time{Column: "Sent"}, InvitationsTo: "nps"}, []string{"invitations_to"}},
		{"invitations with answers", with(func(s *Settings) { s.InvitationsTo = "nps" }), []string{"invitations_to"}},
		{"the rest", with(func(s *Settings) {
			s.Comments, s.Title, s.Language.Fixed = nil, Column{Name: "t"}, "english"
			s.Skip, s.Segments, s.Labels = []Filter{{Column: "a"}}, map[string]Column{"x": {}}, []Column{{}}
		}), []string{"title", "language.fixed", "skip[0].values", "labels[0]", "segments.x"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			test.settings.Check(func(path, message, hint string) {
				got = append(got, path)
				if message == "" {
					t.Errorf("%s: no message", path)
				}
			})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if _, err := New(test.settings, time.UTC); (err == nil) != (test.want == nil) {
				t.Errorf("New: %v", err)
			}
		})
	}
}

// with is settings that are good but for change.
func with(change func(*Settings)) Settings {
	s := answers()
	change(&s)
	return s
}

func TestLayouts(t *testing.T) {
	for format, cell := range map[string]string{
		"dd.mm.yyyy hh:mm":             "02.11.2025 09:05",
		"d.m.yy h:m":                   "2.11.25 9:5",
		"mm/dd/yyyy h:mm:ss am/pm":     "11/02/2025 9:05:00 am",
		"MM/DD/YYYY HH:MM:SS AM/PM":    "11/2/2025 09:05:00 A.M.",
		"yyyy-mm-dd hh:mm":             "2025-11-02 9:05",
		"yyyymmdd hhmmss":              "20251102 090500",
		"d mmm yyyy, hh:mm":            "2 NOV 2025, 09:05",
		"dddd, mmmm d yyyy h:mm am/pm": "Sunday, November 2 2025 9:05 AM",
		"yyyy-mm-ddThh:mm:ssz":         "2025-11-02T10:05:00+01:00",
		"yyyy年m月d日 hh:mm":              "2025年11月2日 09:05",
		"02/01/2006 15:04":             "02/11/2025 09:05",
		"RFC 3339":                     "2025-11-02T09:05:00Z",
		"unix":                         "1762074300",
		"unix_ms":                      "1762074300000",
		"auto":                         "2025-11-02\u202f9:05\u00a0AM",
	} {
		c, err := newClock(Time{Column: "when", Format: format}, time.UTC)
		if err != nil {
			t.Errorf("%s: %v", format, err)
			continue
		}
		got, err := c.read(cell)
		if want := time.Date(2025, 11, 2, 9, 5, 0, 0, time.UTC); err != nil || !got.Equal(want) {
			t.Errorf("%s: %q is %v, %v", format, cell, got, err)
		}
	}
	c, err := newClock(Time{Column: "when", Format: "yyyy-dd-mm"}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.read("2025-01-13"); err == nil {
		t.Errorf("2025-01-13 is %v where the day comes first", got)
	}
	for _, bad := range []string{"dd/mm", "hh:mm", "day/month/year", "yyyy-mm-dd qq", "15:04", "mm/yyyy", "\xff"} {
		if got, err := layout(bad); err == nil {
			t.Errorf("%s is taken as %s", bad, got)
		}
	}
}

func TestZones(t *testing.T) {
	for name, want := range map[string]string{"": "UTC +0000", "Europe/Berlin": "CEST +0200", "UTC": "UTC +0000",
		"-06:00": "-06:00 -0600", "GMT-06:00": "GMT-06:00 -0600", "UTC+2": "UTC+2 +0200", "+0530": "+0530 +0530"} {
		location, err := zone(name, time.UTC)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		abbreviation, _ := time.Date(2025, 7, 1, 0, 0, 0, 0, location).Zone()
		offset := time.Date(2025, 7, 1, 0, 0, 0, 0, location).Format("-0700")
		if got := fmt.Sprintf("%s %s", abbreviation, offset); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	for _, bad := range []string{"Local", "Mars/Base", "+25:00", "2"} {
		if location, err := zone(bad, time.UTC); err == nil {
			t.Errorf("%s is %v", bad, location)
		}
	}
}
