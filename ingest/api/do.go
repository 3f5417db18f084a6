package api

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// maxTries is how often one request is sent.
const maxTries = 6

// Do asks and reads the answer to its end. What comes back has a status of 2xx;
// any other is an *Error. A host's wish to wait is granted up to MaxWait, beyond
// it the error is ErrSpent.
func (c *Client) Do(ctx context.Context, r Request) (*Response, error) {
	growing := backoff.NewExponentialBackOff() // from half a second on, with jitter
	growing.MaxInterval = time.Minute
	for try := 1; ; try++ {
		answer, err := c.once(ctx, r)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		wait, again := c.again(answer, err)
		if err == nil && !again {
			return answer, c.failed(r, answer)
		}
		if !again || r.Once && (err != nil || answer.Status != http.StatusTooManyRequests) || try == maxTries {
			return nil, errors.Join(err, c.failed(r, answer))
		}
		if wait > c.hosts.MaxWait {
			return nil, spent(c.base.Host, wait)
		}
		wait = max(wait, growing.NextBackOff())
		c.hosts.Log.Info("asking again", "host", c.base.Host, "try", try, "wait", wait.Round(time.Millisecond), "status", answer.status())
		if err := c.hosts.Pause(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// once sends a request once. An answer that ends before its end is an error.
func (c *Client) once(ctx context.Context, r Request) (*Response, error) {
	request, err := c.request(ctx, r)
	if err != nil {
		return nil, final{err}
	}
	done, err := c.hosts.turns(ctx, c.host)
	if err != nil {
		return nil, err
	}
	defer done()
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.broken(request.URL, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, c.MaxBody+1))
	switch {
	case int64(len(body)) > c.MaxBody:
		return nil, final{fmt.Errorf("%s: an answer of more than %d MB", place(request.URL), c.MaxBody>>20)}
	case err != nil:
		return nil, c.broken(request.URL, err)
	}
	answer := &Response{response.StatusCode, response.Header, body, response.Request.URL}
	if c.Verdict != nil {
		if err := c.Verdict(answer); err != nil {
			return nil, final{fmt.Errorf("%s: %w", place(answer.URL), err)}
		}
	}
	return answer, nil
}

// again says whether to ask once more, and how long to wait at least.
func (c *Client) again(answer *Response, err error) (time.Duration, bool) {
	if err != nil {
		var stop final
		return 0, !errors.As(err, &stop)
	}
	if c.Limited != nil {
		if wait, limited := c.Limited(answer.Status, answer.Header); limited {
			return max(wait, Wait(answer.Header, time.Now())), true
		}
	}
	switch s := answer.Status; {
	case s == http.StatusTooManyRequests, s == http.StatusServiceUnavailable:
		return Wait(answer.Header, time.Now()), true
	case s == 408, s == 500, s == 502, s == 504, s >= 520 && s <= 524, slices.Contains(c.Repeat, s):
		return 0, true
	}
	return 0, false
}

// final is an error that asking again does not mend.
type final struct{ error }

func (f final) Unwrap() error { return f.error }

// broken words what went wrong on the way, without the query that net/http
// would print.
func (c *Client) broken(at *url.URL, err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var slow net.Error
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &certificate):
		return final{fmt.Errorf("%s: %w", place(at), certificate)}
	case errors.As(err, &slow) && slow.Timeout():
		return fmt.Errorf("%s: took too long to answer: %w", place(at), err)
	case c.hide(err.Error()) != err.Error(), strings.Contains(err.Error(), "Location header"):
		return final{fmt.Errorf("%s: cannot be asked for", place(at))} // it quotes an address with the secret in it
	}
	return fmt.Errorf("%s: %w", place(at), err)
}

func (r *Response) status() int {
	if r == nil {
		return 0
	}
	return r.Status
}
