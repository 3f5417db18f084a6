package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// crowd are people who ask saved questions of a page, each by a browser of their
// own, and what they saw.
type crowd struct {
	address   string
	questions []saved

	mu    sync.Mutex
	seen  []seen
	amiss []string // what was no answer
}

// seen is one answer.
type seen struct {
	question string
	took     time.Duration
}

// come has so many people ask until ctx ends; gone is closed when all have their
// last answer.
func (c *crowd) come(ctx context.Context, people int) (gone <-chan struct{}) {
	left := make(chan struct{})
	var all sync.WaitGroup
	for n := range people {
		all.Go(func() { c.person(ctx, n) })
	}
	go func() { all.Wait(); close(left) }()
	return left
}

func (c *crowd) person(ctx context.Context, n int) {
	random := rand.New(rand.NewPCG(uint64(n), uint64(time.Now().UnixNano())))
	jar, err := cookiejar.New(nil)
	if err != nil { // it takes no options
		panic(err)
	}
	browser := &http.Client{Jar: jar, Transport: &http.Transport{}, Timeout: time.Minute}
	defer browser.CloseIdleConnections()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(random.ExpFloat64() * float64(think))):
		}
		q := c.pick(random)
		began := time.Now()
		err := c.ask(browser, n, q.path(random))
		c.note(seen{q.Name, time.Since(began)}, err)
	}
}

func (c *crowd) pick(random *rand.Rand) saved {
	if best := bestKnown(); random.IntN(2) == 0 {
		name := best[random.IntN(len(best))]
		if i := slices.IndexFunc(c.questions, func(q saved) bool { return q.Name == name }); i >= 0 {
			return c.questions[i]
		}
	}
	return c.questions[random.IntN(len(c.questions))]
}

// path is the address of the question's answer, for one of the corpus's themes
// and accounts where it asks for one.
func (q saved) path(random *rand.Rand) string {
	form := url.Values{}
	for _, p := range q.Params {
		switch p.Type {
		case "theme":
			form.Set("p."+p.Name, fmt.Sprintf("theme-%02d", random.IntN(40)))
		case "account":
			form.Set("p."+p.Name, fmt.Sprintf("Company %d", random.IntN(5000)))
		}
	}
	return "/questions/" + q.Name + "?" + form.Encode()
}

func (c *crowd) ask(browser *http.Client, n int, path string) error {
	request, err := http.NewRequest(http.MethodGet, c.address+path, nil) // a question that is asked is answered
	if err != nil {
		return err
	}
	request.Header.Set("X-Forwarded-Email", fmt.Sprintf("person%d@acme.example", n))
	answer, err := browser.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return err
	case answer.StatusCode != http.StatusOK:
		return fmt.Errorf("%s", answer.Status)
	case !strings.Contains(string(page), `id="result-title"`):
		_, problem, _ := strings.Cut(string(page), `id="problem"`)
		return fmt.Errorf("no answer: %.300s", problem)
	}
	return nil
}

func (c *crowd) note(s seen, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = append(c.seen, s)
	if err != nil {
		c.amiss = append(c.amiss, s.question+": "+err.Error())
	}
}

// print says what the people waited, and for which questions most.
func (c *crowd) print(of string, most time.Duration) {
	slices.SortFunc(c.seen, func(a, b seen) int { return int(a.took - b.took) })
	at := func(share float64) time.Duration { return c.seen[int(share*float64(len(c.seen)-1))].took }
	if len(c.seen) == 0 {
		c.seen = []seen{{"", time.Hour}}
	}
	fmt.Printf("%d questions of %s: p50 %.0f ms, p95 %.0f ms, max %.0f ms; slowest:%s\n", len(c.seen), of,
		1e3*at(0.5).Seconds(), 1e3*at(0.95).Seconds(), 1e3*at(1).Seconds(), c.slowest(6))
	atMost("p95 of the answers, "+of+", s", at(0.95).Seconds(), most.Seconds())
	atMost("errors", float64(len(c.amiss)), 0)
	for _, problem := range c.amiss[:min(5, len(c.amiss))] {
		fmt.Println("   ", problem)
	}
}

// slowest names the questions with the largest medians.
func (c *crowd) slowest(n int) (text string) {
	took := map[string][]time.Duration{}
	var names []string
	for _, s := range c.seen { // by time
		if took[s.question] == nil {
			names = append(names, s.question)
		}
		took[s.question] = append(took[s.question], s.took)
	}
	median := func(name string) time.Duration { return took[name][len(took[name])/2] }
	slices.SortFunc(names, func(a, b string) int { return int(median(b) - median(a)) })
	for _, name := range names[:min(n, len(names))] {
		text += fmt.Sprintf(" %s %.0f", name, 1e3*median(name).Seconds())
	}
	return text
}
