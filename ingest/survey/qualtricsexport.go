package survey

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest/api"
)

// What waiting for an export takes at the most, and between two questions.
const (
	qualtricsPatience = 30 * time.Minute
	qualtricsPause    = 30 * time.Second
)

var errExport = errors.New("the export failed at Qualtrics: the next run asks for another")

// path is below the survey's exports.
func (q qualtrics) path(rest string) string {
	return "API/v3/surveys/" + q.Survey + "/export-responses" + rest
}

// begin asks for an export of what was recorded since then, and gives its id.
func (q qualtrics) begin(ctx context.Context, since time.Time) (string, error) {
	body := map[string]any{"format": "csv", "useLabels": q.Choices != "number"}
	if !since.IsZero() {
		body["startDate"] = since.UTC().Format(time.RFC3339)
	}
	var in struct {
		Result struct {
			Progress string `json:"progressId"`
		} `json:"result"`
	}
	_, err := q.client.JSON(ctx, api.Request{Method: "POST", Path: q.path(""), Body: body, Once: true}, &in)
	if err == nil && in.Result.Progress == "" {
		err = errors.New("the export has no progressId: is this Qualtrics' API?")
	}
	return in.Result.Progress, err
}

// await asks until an export is complete and gives its file.
func (q qualtrics) await(ctx context.Context, export string) ([]byte, error) {
	waited, pause := time.Duration(0), time.Second
	for {
		var in struct {
			Result struct {
				Status string `json:"status"`
				File   string `json:"fileId"`
			} `json:"result"`
		}
		if _, err := q.client.JSON(ctx, api.Request{Path: q.path("/" + export)}, &in); err != nil {
			return nil, err
		}
		switch {
		case in.Result.Status == "failed":
			return nil, errExport
		case in.Result.Status == "complete" && in.Result.File != "":
			return q.file(ctx, in.Result.File)
		case waited >= qualtricsPatience:
			return nil, fmt.Errorf("the export is not done after %v: the next run goes on waiting for it", qualtricsPatience)
		}
		if err := q.pause(ctx, pause); err != nil {
			return nil, err
		}
		waited += pause
		pause = min(2*pause, qualtricsPause)
	}
}

func (q qualtrics) file(ctx context.Context, id string) ([]byte, error) {
	answer, err := q.client.Do(ctx, api.Request{Path: q.path("/" + id + "/file")})
	if err != nil {
		return nil, err
	}
	return answer.Body, nil
}

// qualtricsKind is a question's type.
type qualtricsKind struct {
	Type     string `json:"QuestionType"`
	Selector string `json:"Selector"`
	Tag      string `json:"DataExportTag"` // what the export's column is called
}

// kinds are the questions' types, asked for only where they are to decide.
func (q qualtrics) kinds(ctx context.Context) ([]qualtricsKind, error) {
	if q.Ratings != nil && q.Comments != nil {
		return nil, nil
	}
	var in struct {
		Result struct {
			Questions json.RawMessage `json:"Questions"`
		} `json:"result"`
	}
	if _, err := q.client.JSON(ctx, api.Request{Path: "API/v3/survey-definitions/" + q.Survey}, &in); err != nil {
		return nil, err
	}
	questions := map[string]qualtricsKind{}
	if err := json.Unmarshal(in.Result.Questions, &questions); err != nil && string(in.Result.Questions) != "[]" { // none
		return nil, errors.New("the survey's definition has no Questions: is this Qualtrics' API?")
	}
	all := slices.Collect(maps.Values(questions))
	slices.SortFunc(all, func(a, b qualtricsKind) int { // Q1_1 before Q1, whose parts are called so too
		return cmp.Or(len(b.Tag)-len(a.Tag), strings.Compare(a.Tag, b.Tag))
	})
	return all, nil
}
