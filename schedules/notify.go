package schedules

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/earshot/earshot/internal/secret"
)

// Notifier calls addresses that are secrets: whoever has one can call it too.
// No error of its methods holds an address.
type Notifier struct {
	Client *http.Client
	First  time.Duration // before the first of two repetitions; 0: 2 seconds
}

// Ping calls the address. Where it is none, that is nothing.
func (n Notifier) Ping(ctx context.Context, address secret.Text) error {
	if address.IsZero() {
		return nil
	}
	if err := n.repeated(ctx, http.MethodGet, address, nil); err != nil {
		return fmt.Errorf("ping: %w", err)
	}
	return nil
}

// message is an alarm as the webhook gets it. Chat tools show the text.
type message struct {
	Text      string     `json:"text"`
	Workspace string     `json:"workspace"`
	Key       string     `json:"key"`
	State     AlarmState `json:"state"`
	Since     time.Time  `json:"since"`
}

// Sentence is the alarm as people read it.
func (a Alarm) Sentence(workspace string) string {
	lead := map[AlarmState]string{New: "", Still: "still: ", Over: "over: "}[a.State]
	return fmt.Sprintf("earshot, %s: %s%s (since %s)", workspace, lead, a.Text, a.Since.Format("2006-01-02 15:04 UTC"))
}

// Tell posts the alarm to the webhook.
func (n Notifier) Tell(ctx context.Context, webhook secret.Text, workspace string, a Alarm) error {
	body, err := json.Marshal(message{a.Sentence(workspace), workspace, a.Key, a.State, a.Since})
	if err != nil {
		return err
	}
	if err := n.repeated(ctx, http.MethodPost, webhook, body); err != nil {
		return fmt.Errorf("alerts webhook: %w", err)
	}
	return nil
}

func (n Notifier) repeated(ctx context.Context, method string, address secret.Text, body []byte) error {
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval = 2 * time.Second
	if n.First > 0 {
		wait.InitialInterval = n.First
	}
	_, err := backoff.Retry(ctx, func() (bool, error) { return true, n.once(ctx, method, address, body) }, backoff.WithBackOff(wait), backoff.WithMaxTries(3))
	return err
}

func (n Notifier) once(ctx context.Context, method string, address secret.Text, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, address.Reveal(), bytes.NewReader(body))
	if err != nil {
		return backoff.Permanent(errors.New("the address is none"))
	}
	request.Header.Set("User-Agent", "earshot")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := n.Client.Do(request)
	if at := new(url.Error); errors.As(err, &at) {
		return at.Err // without the address
	}
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(response.Body, 1<<16)); err != nil {
		return err
	}
	switch {
	case response.StatusCode < 300:
		return nil
	case response.StatusCode >= 500, response.StatusCode == http.StatusTooManyRequests:
		return errors.New(response.Status)
	}
	return backoff.Permanent(errors.New(response.Status))
}
