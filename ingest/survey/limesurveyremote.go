package survey

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
	"github.com/earshot/earshot/internal/secret"
)

// remote is LimeSurvey's RemoteControl 2.
type remote struct {
	client         *api.Client
	path           string
	user, password string
}

func newRemote(hosts *api.Hosts, s LimeSurvey) (*remote, error) {
	base, path := strings.TrimRight(s.URL, "/"), "index.php/admin/remotecontrol"
	if i := strings.LastIndex(base, "/"); strings.HasSuffix(base, "/remotecontrol") {
		base, path = base[:i], base[i+1:]
	}
	client, err := api.New(hosts, api.Options{Base: base, Secrets: []secret.Text{s.Password}})
	if err != nil {
		return nil, err
	}
	return &remote{client, path, s.User, s.Password.Reveal()}, nil
}

// status is how RemoteControl says that something went wrong, or that there is
// nothing: with HTTP 200, in place of what was asked for.
type status struct{ method, text string }

func (s status) Error() string { return s.method + ": " + s.text }

// none tells that there is nothing to give: no question, no response.
func none(err error) bool {
	var s status
	return errors.As(err, &s) && (strings.HasPrefix(s.text, "No Data") || strings.HasPrefix(s.text, "No questions found"))
}

// call calls a method and decodes its result.
func (r *remote) call(ctx context.Context, into any, method string, params ...any) error {
	var in struct {
		Result json.RawMessage `json:"result"`
		Error  any             `json:"error"`
	}
	request := api.Request{Method: "POST", Path: r.path, Body: map[string]any{"method": method, "params": params, "id": 1}}
	if _, err := r.client.JSON(ctx, request, &in); err != nil {
		return err
	}
	if in.Error != nil {
		return status{method, "the server reports an error: see its log"} // its words may quote what was sent
	}
	var said struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(in.Result, &said) == nil && said.Status != "" {
		return status{method, said.Status}
	}
	if err := json.Unmarshal(in.Result, into); err != nil {
		return fmt.Errorf("%s: the answer is not the one expected: is this LimeSurvey's RemoteControl 2, as JSON-RPC?", method)
	}
	return nil
}

// session logs in, does something and logs out again, whatever happened: open
// sessions stay in the server's database for long.
func (r *remote) session(ctx context.Context, do func(key string) error) error {
	var key string
	err := r.call(ctx, &key, "get_session_key", r.user, r.password)
	var s status
	switch {
	case errors.As(err, &s) && strings.HasPrefix(s.text, "Invalid user name or password"):
		return fmt.Errorf("user or password: %w", ingest.ErrRefused)
	case err == nil && key == "":
		return errors.New("get_session_key: no key came back: is RemoteControl switched on?")
	case err != nil:
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
		defer cancel()
		var done any
		_ = r.call(ctx, &done, "release_session_key", key) // it ends by itself, later
	}()
	return do(key)
}

// questions lists the survey's questions in its own language.
func (l limesurvey) questions(ctx context.Context, key string) (limesurveyQuestions, error) {
	var all limesurveyQuestions
	if err := l.remote.call(ctx, &all, "list_questions", key, l.Survey); err != nil && !none(err) {
		return nil, err
	}
	return all, nil
}

// export gives the responses that were ended, of these ids; last 0 is no bound.
func (l limesurvey) export(ctx context.Context, key string, first, last int64) ([]limesurveyAnswer, error) {
	var to any
	if last > 0 {
		to = last
	}
	var encoded string
	err := l.remote.call(ctx, &encoded, "export_responses", key, l.Survey, "json", nil, "complete", "code", "long", first, to)
	if none(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(encoded), ""))
	if err != nil {
		return nil, errors.New("export_responses: the answer is not in base64")
	}
	all, err := limesurveyAnswers(bytes.TrimPrefix(text, []byte("\ufeff")))
	for _, a := range all {
		if err == nil && (a.number < first || last > 0 && a.number > last) {
			err = errors.New("export_responses: gives responses that were not asked for: does a cache stand between?")
		}
	}
	return all, err
}
