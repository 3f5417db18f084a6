package survey

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// LimeSurvey is a source of kind limesurvey: the responses to one survey, by
// the RemoteControl 2 interface, which the server's administrator switches on
// as JSON-RPC.
type LimeSurvey struct {
	Survey   int64       `yaml:"survey" jsonschema:"required,minimum=1,example=123456" jsonschema_description:"The survey's number"`
	User     string      `yaml:"user" jsonschema:"required,minLength=1" jsonschema_description:"A user who may export the survey's responses"`
	Password secret.Text `yaml:"password" jsonschema:"required"`
	URL      string      `yaml:"url" jsonschema:"required,example=https://surveys.acme.example" jsonschema_description:"The server's address, or the whole address of its remotecontrol"`
	Zone     string      `yaml:"zone,omitempty" jsonschema_description:"Zone of the server's times: Europe/Berlin, UTC, -06:00. Unset: the workspace's"`

	Answers `yaml:",inline"`
}

// Check reports what a schema cannot say.
func (s LimeSurvey) Check(problem func(path, message, hint string)) {
	if s.Survey <= 0 {
		problem("survey", "is not a survey's number", "write the number alone, such as 123456")
	}
	if _, err := zone(s.Zone, time.UTC); err != nil {
		problem("zone", fmt.Sprintf("%q %s", s.Zone, err), "")
	}
	if s.URL == "" {
		problem("url", "is missing", "write the server's address")
	}
	s.Answers.Check(problem)
}

// Live makes the source.
func (s LimeSurvey) Live(hosts *api.Hosts, unset *time.Location) (ingest.Live, error) {
	return s.live(hosts, unset, limesurveyStep)
}

// limesurveyStep is how many ids one export spans: larger ones exhaust the
// memory that PHP is given, and a pull begins again so many ids before its end.
const limesurveyStep = 1000

func (s LimeSurvey) live(hosts *api.Hosts, unset *time.Location, step int64) (ingest.Live, error) {
	if err := s.err(); err != nil {
		return nil, err
	}
	where, err := zone(s.Zone, unset)
	if err != nil {
		return nil, err
	}
	rpc, err := newRemote(hosts, s)
	if err != nil {
		return nil, err
	}
	l := limesurvey{LimeSurvey: s, remote: rpc, zone: where, step: step}
	return live{Name: strconv.FormatInt(s.Survey, 10), Whole: true, Pull: l.pull}, nil
}

// limesurvey pulls one survey.
type limesurvey struct {
	LimeSurvey
	remote *remote
	zone   *time.Location
	step   int64
}

// limesurveyMark is the position. A response has the id that it got when it was
// begun and shows when it is ended, so that a pull looks at the ids before again;
// edits and what took longer come with a sweep.
type limesurveyMark struct {
	ID int64 `json:"id"` // of the newest response seen
}

func (l limesurvey) pull(ctx context.Context, from ingest.From) iter.Seq2[ingest.Page, error] {
	return func(yield func(ingest.Page, error) bool) {
		err := l.remote.session(ctx, func(key string) error {
			return l.each(ctx, key, from, func(p ingest.Page) bool { return yield(p, nil) })
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(ingest.Page{}, err)
		}
	}
}

// each exports span after span of ids. Behind one that is empty all the rest is
// asked for at once: there may be gaps of any size, and mostly there is nothing.
func (l limesurvey) each(ctx context.Context, key string, from ingest.From, yield func(ingest.Page) bool) error {
	var m limesurveyMark
	if json.Unmarshal([]byte(from.Position), &m) != nil {
		m = limesurveyMark{}
	}
	questions, err := l.questions(ctx, key)
	if err != nil {
		return err
	}
	var script *script
	for first, more := max(1, m.ID-l.step+1), true; more; first += l.step {
		answers, err := l.export(ctx, key, first, first+l.step-1)
		if err == nil && len(answers) == 0 {
			more = false
			answers, err = l.export(ctx, key, first+l.step, 0)
		}
		if err != nil {
			return err
		}
		if script == nil && len(answers) > 0 { // what columns there are, only answers say in full
			if script, err = newScript(l.Answers, questions.form(answers[0].unknown), l.zone); err != nil {
				return err
			}
		}
		page, err := l.page(script, answers, from, &m)
		if err != nil {
			return err
		}
		if len(answers) > 0 && !yield(page) {
			return errStopped
		}
	}
	return nil
}

// page makes items of answers. Those of before what is wanted are none.
func (l limesurvey) page(script *script, answers []limesurveyAnswer, from ingest.From, m *limesurveyMark) (ingest.Page, error) {
	var page ingest.Page
	for _, a := range answers {
		m.ID = max(m.ID, a.number)
		if from.Position == "" && a.before(from.Since, l.zone) {
			continue
		}
		item, err := script.item(a.answer)
		if err != nil {
			return page, err
		}
		page.Items = append(page.Items, item)
	}
	page.Position = position(m)
	return page, nil
}

// before tells whether the response was given before then.
func (a limesurveyAnswer) before(then time.Time, zone *time.Location) bool {
	at, err := time.ParseInLocation(time.DateTime, a.time, zone)
	return err == nil && at.Before(then)
}
