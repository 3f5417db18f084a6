package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/internal/secret"
)

// Error is an answer that is none: a status other than 2xx.
type Error struct {
	Status int
	Place  string // host and path
	Said   string // the server's own message, shortened, without secrets; may be empty
}

func (e *Error) Error() string {
	text := fmt.Sprintf("%s: %d %s", e.Place, e.Status, http.StatusText(e.Status))
	if e.Said != "" {
		text += ": " + e.Said
	}
	return text
}

// Is makes 401 an ingest.ErrRefused.
func (e *Error) Is(target error) bool {
	return target == ingest.ErrRefused && e.Status == http.StatusUnauthorized
}

// Missing tells an answer that says that something is not there, or not for us:
// 403, 404, 410.
func Missing(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Status == http.StatusForbidden || e.Status == http.StatusNotFound || e.Status == http.StatusGone)
}

// ErrSpent is wrapped by the error of a host that allows no more requests for
// longer than we wait. What was pulled before is kept; the next run goes on.
var ErrSpent = errors.New("no more requests allowed for now")

var (
	errRepeated = errors.New("names the same next page again and again: nothing after it can be read")
	errEndless  = errors.New("names page after page without an end")
)

func spent(host string, wait time.Duration) error {
	return fmt.Errorf("%s: %w: resumes at %s, with the next run after that", host, ErrSpent,
		time.Now().Add(wait).UTC().Format("2006-01-02 15:04 MST"))
}

// Spent is the error of a source that finds in an answer that its budget is used
// up until then.
func (c *Client) Spent(until time.Time) error { return spent(c.base.Host, time.Until(until)) }

// failed makes an answer with another status than 2xx an error.
func (c *Client) failed(r Request, answer *Response) error {
	if answer == nil || answer.Status/100 == 2 {
		return nil
	}
	return &Error{Status: answer.Status, Place: place(answer.URL), Said: c.said(answer.Body)}
}

// said is the message in an error's body, by the names that APIs use.
func (c *Client) said(body []byte) string {
	var in struct {
		Message     any   `json:"message"`
		Error       any   `json:"error"`
		Description any   `json:"description"`
		Messages    []any `json:"errorMessages"`
		Errors      []any `json:"errors"`
	}
	if json.Unmarshal(body, &in) != nil {
		return ""
	}
	for _, candidate := range append([]any{in.Message, in.Description, in.Error}, append(in.Messages, in.Errors...)...) {
		if object, ok := candidate.(map[string]any); ok {
			candidate = object["message"]
		}
		if text, ok := candidate.(string); ok && text != "" {
			return c.clean(text)
		}
	}
	return ""
}

// clean is a message as it may be shown.
func (c *Client) clean(text string) string {
	text = strings.Join(strings.Fields(c.hide(text)), " ")
	if len(text) > 160 {
		text = strings.ToValidUTF8(text[:160], "") + "..."
	}
	return text
}

// hide takes the secrets out, in every way in which they stand in addresses and
// pages.
func (c *Client) hide(text string) string {
	for _, s := range c.Secrets {
		if s.IsZero() {
			continue
		}
		for _, form := range []string{s.Reveal(), url.QueryEscape(s.Reveal()), url.PathEscape(s.Reveal()), html.EscapeString(s.Reveal())} {
			text = strings.ReplaceAll(text, form, secret.Hidden)
		}
	}
	return text
}

// Wait reads how long a host asks to wait: Retry-After in seconds or as a date,
// else a reset header when nothing remains, as seconds or as a Unix time; 0 when
// it does not say.
func Wait(header http.Header, now time.Time) time.Duration {
	if text := header.Get("Retry-After"); text != "" {
		if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 {
			return time.Duration(min(seconds, 1e7) * float64(time.Second))
		}
		if at, err := http.ParseTime(text); err == nil {
			return max(0, at.Sub(now))
		}
	}
	for _, prefix := range []string{"X-Ratelimit-", "Ratelimit-", "X-Rate-Limit-"} {
		reset, err := strconv.ParseFloat(header.Get(prefix+"Reset"), 64)
		switch {
		case err != nil || header.Get(prefix+"Remaining") != "0" || !(reset >= 0 && reset < 1e15):
		case reset > 1e12: // milliseconds since 1970
			return max(0, time.UnixMilli(int64(reset)).Sub(now))
		case reset > 1e9:
			return max(0, time.Unix(int64(reset), 0).Sub(now))
		default:
			return time.Duration(min(reset, 1e7) * float64(time.Second))
		}
	}
	return 0
}
