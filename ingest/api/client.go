package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/secret"
)

const (
	maxBody   = 64 << 20  // bytes of an answer, unpacked
	userAgent = "earshot" // GitHub refuses requests without one
)

// Options describe one API as one source uses it.
type Options struct {
	Base    string            // such as https://api.github.com; paths are added to it
	Header  map[string]string // sent with every request, without secrets
	Secrets []secret.Text     // taken out of any message of the server's
	// Sign puts the secret into a request; nil: there is none.
	Sign func(*http.Request)
	// PerSecond is how many requests the API allows; 0: as fast as it answers.
	PerSecond float64
	// Limited says of an answer beside 429 that it means "too fast", and how long
	// to wait; 0: as the usual headers say. nil: there is no such answer.
	Limited func(status int, header http.Header) (wait time.Duration, limited bool)
	Repeat  []int // statuses worth a second try beside 408, 429, 500, 502, 503, 504 and 520 to 524
	// Verdict is asked of every answer, whatever its status: an error says that it
	// is none, such as a refused secret that comes with 200. nil: statuses say all.
	Verdict func(*Response) error
	MaxBody int64 // bytes of an answer; 0: 64 MB
}

// Client speaks to one API for one source.
type Client struct {
	Options
	base  *url.URL
	hosts *Hosts
	host  *host
	http  *http.Client
}

// New makes a client. The error says what is wrong with Base.
func New(hosts *Hosts, o Options) (*Client, error) {
	base, err := url.Parse(strings.TrimRight(o.Base, "/"))
	if err != nil || base.Hostname() == "" || base.Scheme != "https" && base.Scheme != "http" || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, fmt.Errorf("url: want one such as https://tracker.example, without a user or password in it")
	}
	if o.MaxBody == 0 {
		o.MaxBody = maxBody
	}
	c := &Client{Options: o, base: base, hosts: hosts, host: hosts.host(origin(base), o.PerSecond)}
	c.http = &http.Client{Transport: hosts.connections(), Timeout: hosts.Whole, CheckRedirect: c.redirect}
	return c, nil
}

// Request is one request. The zero value of all but Path will do.
type Request struct {
	Method string // GET unless set
	Path   string // below Base, or the whole address of a page that the API named
	Query  url.Values
	Body   any         // sent as JSON
	Form   url.Values  // sent as a form, in place of Body
	Header http.Header // beside those of the Options
	Once   bool        // not to be repeated: it begins something at the server
}

// Response is an answer, read to its end.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	URL    *url.URL // after redirects
}

// JSON asks and decodes the answer. One that is no JSON is an error that says
// what it is instead, a page of HTML for instance.
func (c *Client) JSON(ctx context.Context, r Request, into any) (*Response, error) {
	answer, err := c.Do(ctx, r)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(answer.Body, into); err != nil {
		return nil, c.Unreadable(answer, err)
	}
	return answer, nil
}

// Unreadable is the error of an answer that cannot be decoded for err: it says
// what the answer is, without quoting it.
func (c *Client) Unreadable(answer *Response, err error) error {
	var wrong *json.UnmarshalTypeError
	kind, _, _ := strings.Cut(answer.Header.Get("Content-Type"), ";")
	switch body := bytes.TrimSpace(answer.Body); {
	case errors.As(err, &wrong):
		return fmt.Errorf("%s: the answer's %q is no %s: is this the right API?", place(answer.URL), wrong.Field, wrong.Type)
	case len(body) == 0:
		return fmt.Errorf("%s: an empty answer where JSON was expected", place(answer.URL))
	case body[0] == '<':
		return fmt.Errorf("%s: a page (%s) where JSON was expected: is url right, or does a proxy ask for a login?", place(answer.URL), kind)
	}
	return fmt.Errorf("%s: the answer (%s, %d bytes) is no JSON: %w", place(answer.URL), kind, len(answer.Body), err)
}

// request makes the HTTP request. A whole address must be of the same host.
func (c *Client) request(ctx context.Context, r Request) (*http.Request, error) {
	target, err := c.target(r)
	if err != nil {
		return nil, err
	}
	var body io.Reader
	kind := ""
	switch {
	case r.Form != nil:
		body, kind = strings.NewReader(r.Form.Encode()), "application/x-www-form-urlencoded"
	case r.Body != nil:
		encoded, err := json.Marshal(r.Body)
		if err != nil {
			return nil, err
		}
		body, kind = bytes.NewReader(encoded), "application/json"
	}
	request, err := http.NewRequestWithContext(ctx, r.method(), target.String(), body)
	if err != nil {
		return nil, errors.New(place(target) + ": cannot be asked for")
	}
	request.Header.Set("User-Agent", userAgent)
	request.Header.Set("Accept", "application/json")
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	for name, value := range c.Header {
		request.Header.Set(name, value)
	}
	maps.Copy(request.Header, r.Header)
	if c.Sign != nil {
		c.Sign(request)
	}
	return request, nil
}

func (r Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

// target is the address to ask. That of a page which the API named must be of
// the same host; one that says http where https is meant, as servers behind a
// proxy do, is asked for by https.
func (c *Client) target(r Request) (*url.URL, error) {
	text := r.Path
	if lower := strings.ToLower(text); !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") {
		text = c.base.String() + "/" + strings.TrimLeft(text, "/")
	}
	target, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: the address of the next page cannot be read", c.base.Host)
	}
	if c.base.Scheme == "https" && target.Scheme == "http" && c.base.Port() == target.Port() {
		target.Scheme = "https"
	}
	if !c.own(target) {
		return nil, fmt.Errorf("%s: names a next page at %s://%s: set url to what the API calls itself", c.base.Host, target.Scheme, target.Host)
	}
	target.User, target.Fragment = nil, ""
	if len(r.Query) > 0 {
		query := target.Query()
		maps.Copy(query, r.Query)
		target.RawQuery = query.Encode()
	}
	return target, nil
}

// redirect follows within the host: headers with the secret go along.
func (c *Client) redirect(next *http.Request, via []*http.Request) error {
	switch {
	case !c.own(next.URL):
		return final{fmt.Errorf("redirects to %s://%s: set url to that if it is right", next.URL.Scheme, next.URL.Host)}
	case next.Method != via[0].Method: // its body would be lost
		return final{fmt.Errorf("redirects a %s: set url to what the API calls itself", via[0].Method)}
	case len(via) > 5:
		return final{errors.New("redirects in a circle")}
	}
	return nil
}

// own says that an address is of the client's host.
func (c *Client) own(u *url.URL) bool { return origin(u) == origin(c.base) }

// origin is what tells servers apart: scheme, host and port.
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[strings.ToLower(u.Scheme)]
	}
	return strings.ToLower(u.Scheme + "://" + u.Hostname() + ":" + port)
}

// place is an address as it may be shown: without its query, where tokens and
// customers' words may stand.
func place(u *url.URL) string { return u.Host + u.Path }
