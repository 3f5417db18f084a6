package post

import (
	"context"
	"errors"
	"net/textproto"
	"strings"
	"time"
)

// Sender carries letters to where they go.
type Sender struct {
	Server  Server
	From    string // the envelope's sender, an address without a name
	Hooks   map[string]Hook
	Journal Journal
	Now     func() time.Time
}

// Send sends each letter and gives back what became of it, in the order of the
// letters. The error is of the journal alone: then the rest is not sent, since
// nobody would know of it. A cancelled run leaves the rest unsent, too.
func (s Sender) Send(ctx context.Context, letters []Letter) ([]Result, error) {
	var results []Result
	var line *connection
	defer func() {
		if line != nil {
			line.close()
		}
	}()
	var down *Failure // the server cannot be reached: no need to try for each letter
	for _, l := range letters {
		if ctx.Err() != nil {
			break
		}
		r := Result{MessageID: l.MessageID}
		switch hook, is := s.Hooks[l.Recipient]; {
		case l.Channel != SMTP && is:
			r.Failure = hook.send(ctx, l.Body)
		case l.Channel != SMTP:
			r.Failure = &Failure{Text: "no such webhook in earshot.yaml any more", Permanent: true}
		case down != nil:
			r.Failure = down
		default:
			if line == nil {
				line, down = s.connect(ctx)
			}
			if r.Failure = down; down == nil {
				line, r.Failure = s.mail(ctx, line, l)
			}
		}
		if ctx.Err() != nil && r.Failure != nil {
			break // ended by us, not by the server: it stays claimed
		}
		r.At = s.Now()
		if err := s.Journal.Write(r); err != nil {
			return results, err
		}
		results = append(results, r)
	}
	return results, nil
}

func (s Sender) connect(ctx context.Context) (*connection, *Failure) {
	line, err := s.Server.open(ctx)
	if err != nil {
		f := failure(err, true)
		f.Permanent = false // of the server, not of a letter
		return nil, f
	}
	return line, nil
}

// mail sends one letter; the connection it gives back is nil after one that
// broke.
func (s Sender) mail(ctx context.Context, line *connection, l Letter) (*connection, *Failure) {
	known, err := line.send(s.From, l.Recipient, strings.NewReader(l.Body))
	if err == nil {
		return line, nil
	}
	var said *textproto.Error
	if errors.As(err, &said) && said.Code != 421 && line.client.Reset() == nil {
		return line, failure(err, known)
	}
	line.stop()
	line.client.Close()
	return nil, failure(err, known)
}

// Deliver sends one message at once, past the outbox: an alert, whose sender
// knows by itself what it has told.
func (s Sender) Deliver(ctx context.Context, to, body string) error {
	line, fault := s.connect(ctx)
	if fault != nil {
		return fault
	}
	line, fault = s.mail(ctx, line, Letter{Recipient: to, Body: body})
	if line != nil {
		line.close()
	}
	if fault != nil {
		return fault
	}
	return nil
}
