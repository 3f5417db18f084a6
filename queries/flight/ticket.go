package flight

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// ticketLife is how long an answer may be fetched after it was announced.
const ticketLife = time.Hour

// ticket is a statement on its way to the client and back.
type ticket struct {
	SQL   string    `json:"sql"`
	User  string    `json:"user"`
	Until time.Time `json:"until"`
}

// seal signs a ticket.
func (s *Server) seal(t ticket) ([]byte, error) {
	t.Until = s.now().Add(ticketLife)
	content, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	return append(s.sign(content), content...), nil
}

func (s *Server) sign(content []byte) []byte {
	mac := hmac.New(sha256.New, s.key[:])
	mac.Write(content)
	return mac.Sum(nil)
}

// unseal gives the ticket that was sealed for the user.
func (s *Server) unseal(sealed []byte, user string) (t ticket, err error) {
	wrong := status.Error(codes.InvalidArgument, "the ticket is not from here, or too old: ask again")
	if len(sealed) < sha256.Size {
		return t, wrong
	}
	content := sealed[sha256.Size:]
	if !hmac.Equal(sealed[:sha256.Size], s.sign(content)) {
		return t, wrong
	}
	if err := json.NewDecoder(bytes.NewReader(content)).Decode(&t); err != nil || t.User != user || s.now().After(t.Until) {
		return t, wrong
	}
	return t, nil
}
