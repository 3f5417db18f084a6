package post

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/earshot/earshot/internal/secret"
)

// Hook is a webhook. Its address is a secret: who has it can write there.
type Hook struct {
	URL     secret.Text
	Timeout time.Duration // 0: 30 seconds
}

func (h Hook) send(ctx context.Context, body string) *Failure {
	timeout := h.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL.Reveal(), strings.NewReader(body))
	if err != nil {
		return &Failure{Text: "the webhook's address is none", Permanent: true}
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		var wrapped *url.Error // repeats the address
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return &Failure{Text: "connection: " + cause(err)}
	}
	defer answer.Body.Close()
	io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16))
	if answer.StatusCode/100 == 2 {
		return nil
	}
	passing := answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode == http.StatusRequestTimeout || answer.StatusCode >= 500
	return &Failure{Text: fmt.Sprintf("the webhook said %d", answer.StatusCode), Permanent: !passing}
}

// News is a finding as webhooks tell it.
type News struct {
	Headline string
	Sections []Section
	Link     string // "": none
	LinkText string
}

// Section is one of the three lines.
type Section struct {
	Name  string
	Lines []string
}

// Body is the JSON that a channel takes: Slack's mrkdwn, or an adaptive card
// for the workflows of Teams.
func (n News) Body(channel string) (string, error) {
	message := n.slack()
	if channel == Teams {
		message = n.teams()
	}
	text, err := json.Marshal(message)
	if err != nil {
		return "", fmt.Errorf("webhook: %w", err)
	}
	return string(text), nil
}

func (n News) slack() map[string]any {
	// Slack takes these three for its own: links, mentions and entities.
	clean := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	plain := func(text string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune("*_~`", r) {
				return -1
			}
			return r
		}, clean.Replace(text))
	}
	text := []string{"*" + plain(n.Headline) + "*"}
	for _, s := range n.Sections {
		lines := make([]string, len(s.Lines))
		for i, line := range s.Lines {
			lines[i] = plain(line)
		}
		text = append(text, "*"+plain(s.Name)+"*\n"+strings.Join(lines, "\n"))
	}
	if n.Link != "" {
		text = append(text, "<"+clean.Replace(n.Link)+"|"+plain(n.LinkText)+">")
	}
	return map[string]any{"text": strings.Join(text, "\n\n"), "unfurl_links": false}
}

func (n News) teams() map[string]any {
	type object = map[string]any
	block := func(text string, more object) object {
		// Cards read Markdown in text: what a theme is called must not become a link.
		safe := strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "*", `\*`, "_", `\_`, "#", `\#`, "<", "&lt;")
		b := object{"type": "TextBlock", "text": safe.Replace(text), "wrap": true}
		for key, value := range more {
			b[key] = value
		}
		return b
	}
	body := []object{block(n.Headline, object{"size": "Medium", "weight": "Bolder"})}
	for _, s := range n.Sections {
		body = append(body, block(s.Name, object{"weight": "Bolder", "spacing": "Medium"}))
		for _, line := range s.Lines {
			body = append(body, block(line, object{"spacing": "Small"}))
		}
	}
	card := object{"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4", "body": body}
	if n.Link != "" {
		card["actions"] = []object{{"type": "Action.OpenUrl", "title": n.LinkText, "url": n.Link}}
	}
	return object{"type": "message", "attachments": []object{{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}}}
}
