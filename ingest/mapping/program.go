package mapping

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
)

// Mapping turns records into items. It may be used by one goroutine at a time.
type Mapping struct {
	home, of string // what stands before the ids of records and of threads
	clock    *Clock
	channel  ingest.Channel
	common   map[string]Expression // the record's keys that are set
	segments map[string]Expression
	feedback []feedback
	ratings  []rating
	threaded bool // some entry has each: what is in a record is one conversation
}

// entry is an Entry, compiled.
type entry struct {
	path   string
	suffix string // of native ids
	each   Expression
	own    map[string]Expression
}

type feedback struct {
	entry
}

type rating struct {
	entry
	scorer
	lowIsGood  bool
	convention string
}

// New compiles a record's mapping. home stands before the native ids of its
// records, of before the ids that thread and parent give; zone is that of times
// that do not name theirs. The error names the keys.
func New(r Record, home, of string, language Language, zone *time.Location) (*Mapping, error) {
	var problems []error
	r.Check("", nil, func(path, message, hint string) {
		problems = append(problems, errors.New(path+": "+message))
	})
	clock, err := newClock(r.TimeFormat, r.TimeZone, zone)
	if err != nil {
		return nil, err
	}
	compiled := map[string]Expression{}
	for path, text := range r.expressions() {
		if strings.TrimSpace(text) == "" {
			continue
		}
		e, err := language(text)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", path, err))
			continue
		}
		compiled[path] = e
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	m := &Mapping{home: home, of: of, clock: clock, channel: r.Channel, common: map[string]Expression{}, segments: map[string]Expression{}}
	if m.channel == "" {
		m.channel = ingest.Survey
	}
	for path, e := range compiled {
		if name, ok := strings.CutPrefix(path, "segments."); ok {
			m.segments[name] = e
		} else if !strings.Contains(path, "[") {
			m.common[path] = e
		}
	}
	for i := range r.Feedback {
		m.feedback = append(m.feedback, feedback{newEntry(compiled, fmt.Sprintf("feedback[%d]", i), times("", i))})
	}
	asked := map[ingest.Metric]int{}
	for i, one := range r.Ratings {
		e := newEntry(compiled, fmt.Sprintf("ratings[%d]", i), times("/"+string(one.Metric), asked[one.Metric]))
		asked[one.Metric]++
		m.ratings = append(m.ratings, rating{e, newScorer(one), one.LowIsGood, convention(one)})
	}
	m.threaded = slices.ContainsFunc(m.feedback, func(f feedback) bool { return f.each != nil })
	return m, nil
}

func convention(r Rating) string {
	if r.Convention == "" && r.Metric == ingest.CES {
		return "mean"
	}
	return r.Convention
}

// times tells entries apart whose ids would be the same: the first one has the
// plain suffix.
func times(suffix string, before int) string {
	if before == 0 {
		return suffix
	}
	return fmt.Sprintf("%s#%d", suffix, before+1)
}

func newEntry(compiled map[string]Expression, path, suffix string) entry {
	e := entry{path: path, suffix: suffix, own: map[string]Expression{}}
	for key := range maps.Keys(compiled) {
		if name, ok := strings.CutPrefix(key, path+"."); ok {
			e.own[name] = compiled[key]
		}
	}
	e.each = e.own["each"]
	delete(e.own, "each")
	return e
}
