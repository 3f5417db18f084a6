package webhook

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"
)

// Path is where the deliveries of a source go: Path and its name.
const Path = "/hooks/"

// Limits bound what the receiver takes on. The zero value has the defaults.
type Limits struct {
	Together int           // deliveries at a time; 64
	Read     time.Duration // for a delivery to arrive; 15 s
	Wait     time.Duration // for a turn, before 503; 10 s
}

func (l Limits) withDefaults() Limits {
	if l.Together == 0 {
		l.Together = 64
	}
	if l.Read == 0 {
		l.Read = 15 * time.Second
	}
	if l.Wait == 0 {
		l.Wait = 10 * time.Second
	}
	return l
}

// Receiver is the HTTP endpoint. It answers 200 only when a delivery is on disk.
type Receiver struct {
	limits Limits
	now    func() time.Time
	log    *slog.Logger
	hooks  map[string]*hook
	turns  chan struct{}
}

type hook struct {
	settings Settings
	inbox    inbox
}

// NewReceiver makes one without sources.
func NewReceiver(limits Limits, now func() time.Time, log *slog.Logger) *Receiver {
	limits = limits.withDefaults()
	return &Receiver{limits: limits, now: now, log: log, hooks: map[string]*hook{}, turns: make(chan struct{}, limits.Together)}
}

// Add has a source's deliveries kept in folder, and removes what a killed
// receiver left half-written there an hour ago or more. To be called before the
// first request.
func (r *Receiver) Add(name string, s Settings, folder string) error {
	h := &hook{settings: s, inbox: inbox{folder: folder}}
	r.hooks[name] = h
	return h.inbox.tidy(r.now().Add(-time.Hour))
}

// ServeHTTP takes in one delivery.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	name, isHook := strings.CutPrefix(request.URL.Path, Path)
	h := r.hooks[name]
	if !isHook || h == nil {
		answer(w, http.StatusNotFound, "no source of this name receives anything")
		return
	}
	status, message := r.receive(w, request, h)
	answer(w, status, message)
	level := slog.LevelInfo
	if status/100 != 2 {
		level = slog.LevelWarn
	}
	r.log.Log(request.Context(), level, "delivery", "source", name, "status", status, "said", message)
}

func answer(w http.ResponseWriter, status int, message string) {
	switch status {
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodPost)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "10")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, message+"\n") // the sender may be gone
}

// receive gives the answer to a delivery.
func (r *Receiver) receive(w http.ResponseWriter, request *http.Request, h *hook) (status int, message string) {
	limit := h.settings.limit()
	switch {
	case request.Method != http.MethodPost:
		return http.StatusMethodNotAllowed, "deliveries come by POST"
	case !isJSON(request.Header):
		return http.StatusUnsupportedMediaType, "deliveries are JSON, not compressed"
	case request.ContentLength > limit:
		return http.StatusRequestEntityTooLarge, "the delivery is too large"
	}
	if !r.turn(request) {
		return http.StatusServiceUnavailable, "too many deliveries at once: send it again"
	}
	defer func() { <-r.turns }()
	body, status, message := r.body(w, request, limit)
	if status != 0 {
		return status, message
	}
	if !h.settings.genuine(request.Header, body, r.now()) {
		return http.StatusUnauthorized, "the signature is not right"
	}
	content, err := lines(body)
	if err != nil {
		return http.StatusBadRequest, err.Error()
	}
	if len(content) == 0 {
		return http.StatusOK, "nothing in it"
	}
	sum := sha256.Sum256(body)
	if err := h.inbox.keep(r.now(), hex.EncodeToString(sum[:])+".jsonl", content); err != nil {
		r.log.Error("a delivery could not be kept", "error", err)
		return http.StatusServiceUnavailable, "it could not be kept: send it again"
	}
	return http.StatusOK, "kept"
}

// turn waits for a turn, not for long.
func (r *Receiver) turn(request *http.Request) bool {
	timer := time.NewTimer(r.limits.Wait)
	defer timer.Stop()
	select {
	case r.turns <- struct{}{}:
		return true
	case <-timer.C:
	case <-request.Context().Done():
	}
	return false
}

// body reads what was sent; a status says why there is none.
func (r *Receiver) body(w http.ResponseWriter, request *http.Request, limit int64) (body []byte, status int, message string) {
	if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(r.limits.Read)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, http.StatusServiceUnavailable, "send it again"
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, request.Body, limit))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, http.StatusRequestEntityTooLarge, "the delivery is too large"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, http.StatusRequestTimeout, "the delivery took too long to arrive"
	case err != nil:
		return nil, http.StatusBadRequest, "the delivery did not arrive whole"
	}
	return body, 0, ""
}

// isJSON tells by the headers; application/vnd.tool+json is JSON too.
func isJSON(header http.Header) bool {
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	encoding := header.Get("Content-Encoding")
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json")) && (encoding == "" || encoding == "identity")
}
