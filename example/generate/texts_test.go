package main

import (
	"slices"
	"strings"
	"testing"
)

// testUncaught: some feedback has no theme, and among it is a new word.
func (h *halfYear) testUncaught(t *testing.T) {
	none, before, now := 0, 0, map[string]bool{}
	for _, said := range h.all {
		fixbonus := strings.Contains(strings.ToLower(said.body), "fixbonus")
		switch {
		case fixbonus && said.week < fixbonusIn:
			before++
		case fixbonus && len(said.themes) == 0:
			now[said.person] = true
		}
		if len(said.themes) == 0 {
			none++
		}
	}
	share := float64(none) / float64(len(h.all))
	t.Logf("without a theme: %.1f %%; Fixbonus: %d people in three weeks", 100*share, len(now))
	if share < 0.10 || share > 0.15 || before > 0 || len(now) < 10 {
		t.Errorf("share %.3f, Fixbonus before %d, now %d", share, before, len(now))
	}
}

// testVolume: how much there is of everything.
func (h *halfYear) testVolume(t *testing.T) {
	perWeek := map[string][]int{surveySource: make([]int, weeks), "support-mail": make([]int, weeks), "issues": make([]int, weeks)}
	languages := map[string]int{}
	for _, said := range h.all {
		perWeek[said.source][said.week]++
		languages[said.lang]++
	}
	t.Log(len(h.all), "texts", languages)
	if len(h.all) < 2400 || len(h.all) > 2600 {
		t.Errorf("%d texts, want about 2,500", len(h.all))
	}
	for source, bounds := range map[string][2]int{surveySource: {55, 90}, "support-mail": {9, 28}, "issues": {7, 16}} {
		t.Log(source, perWeek[source])
		if least, most := slices.Min(perWeek[source]), slices.Max(perWeek[source]); least < bounds[0] || most > bounds[1] {
			t.Errorf("%s: %d to %d texts a week, want %v", source, least, most, bounds)
		}
	}
}

// testRepeats: people do not talk in templates, and no slot stays open.
func (h *halfYear) testRepeats(t *testing.T) {
	texts := map[string]bool{}
	for _, said := range h.all {
		texts[strings.ToLower(said.title+"\n"+said.body)] = true
		if said.title+said.body == "" || strings.ContainsAny(said.title+said.body, "<>{}|\ufffd") {
			t.Errorf("%s %s: %q", said.source, said.nativeID, said.body)
		}
	}
	repeated := 1 - float64(len(texts))/float64(len(h.all))
	t.Logf("repeated: %.1f %%", 100*repeated)
	if repeated > 0.10 {
		t.Errorf("%.1f %% of the texts were said before", 100*repeated)
	}
}

// testChannels: people write in several channels under one address.
func (h *halfYear) testChannels(t *testing.T) {
	channels := map[string]map[string]bool{}
	for _, said := range h.all {
		if channels[said.person] == nil {
			channels[said.person] = map[string]bool{}
		}
		channels[said.person][said.source] = true
	}
	several := 0
	for _, in := range channels {
		if len(in) > 1 {
			several++
		}
	}
	t.Logf("%d people, %d of them in survey and mail", len(channels), several)
	if several < 50 {
		t.Errorf("%d people write in both survey and mail", several)
	}
}
