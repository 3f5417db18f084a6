package tracker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// linearSystem is a workspace that is pulled.
type linearSystem struct {
	client *api.Client
	hosts  *api.Hosts
	judge  *judge
	teams  []string
	url    string // the one address there is
}

// linearError is what Linear says of a query that it does not answer, mostly
// with status 200 or 400.
type linearError struct {
	Message    string `json:"message"`
	Extensions struct {
		Code string `json:"code"`
		Type string `json:"type"`
	} `json:"extensions"`
}

func (e linearError) is(code string) bool {
	kind := strings.ReplaceAll(strings.ToUpper(e.Extensions.Type), " ", "_")
	return e.Extensions.Code == code || kind == code
}

// linearBusy is the error of a spent budget: of requests, or of points for what
// queries weigh.
type linearBusy struct{ wait time.Duration }

func (b linearBusy) Error() string { return "asked too much for now" }

// linearVerdict reads the errors of an answer, whatever its status is.
func linearVerdict(answer *api.Response) error {
	if !bytes.Contains(answer.Body, []byte(`"errors"`)) {
		return nil
	}
	var in struct {
		Errors []linearError `json:"errors"`
	}
	if json.Unmarshal(answer.Body, &in) != nil {
		return nil // told elsewhere
	}
	for _, e := range in.Errors {
		switch {
		case e.is("AUTHENTICATION_ERROR"):
			return ingest.ErrRefused
		case e.is("RATELIMITED"):
			return linearBusy{linearWait(answer.Header, time.Now())}
		}
	}
	if len(in.Errors) > 0 && answer.Status == http.StatusOK {
		text := []rune(strings.Join(strings.Fields(in.Errors[0].Message), " "))
		return fmt.Errorf("%s: %s", in.Errors[0].Extensions.Code, string(text[:min(len(text), 160)]))
	}
	return nil
}

// linearWait is how long until a budget is full again of which nothing remains:
// the time of that is told in milliseconds. A minute where it is not told.
func linearWait(header http.Header, now time.Time) time.Duration {
	wait := api.Wait(header, now)
	for _, budget := range []string{"Requests", "Complexity", "Endpoint-Requests"} {
		reset, err := strconv.ParseInt(header.Get("X-Ratelimit-"+budget+"-Reset"), 10, 64)
		if err == nil && header.Get("X-Ratelimit-"+budget+"-Remaining") == "0" {
			wait = max(wait, time.UnixMilli(reset).Sub(now))
		}
	}
	if wait <= 0 {
		return time.Minute
	}
	return wait
}

// ask sends a query and decodes its data. It waits where a budget is spent for a
// moment, and gives up where it would be long.
func (s linearSystem) ask(ctx context.Context, query string, variables map[string]any, into any) error {
	for try := 1; ; try++ {
		answer := struct {
			Data any `json:"data"`
		}{into}
		_, err := s.client.JSON(ctx, api.Request{Method: "POST", Path: s.url, Body: map[string]any{"query": query, "variables": variables}}, &answer)
		var busy linearBusy
		if !errors.As(err, &busy) {
			return err
		}
		if busy.wait > s.hosts.MaxWait || try == 5 {
			return s.client.Spent(time.Now().Add(busy.wait))
		}
		if err := s.hosts.Pause(ctx, busy.wait); err != nil {
			return err
		}
	}
}
