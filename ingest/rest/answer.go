package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"hash/maphash"
	"io"
	"net/http"
	"strings"

	"github.com/itchyny/gojq"

	"github.com/earshot/earshot/ingest"
	"github.com/earshot/earshot/ingest/api"
)

// repeated is the error of a system that gives the same records again under
// another page's name.
func (w *walk) repeated(records []any) error {
	if len(records) == 0 {
		return nil
	}
	var hash maphash.Hash
	hash.SetSeed(w.seed)
	for _, record := range records {
		encoded, err := gojq.Marshal(record)
		if err != nil {
			return errors.New("records: one is no JSON value")
		}
		hash.Write(encoded)
	}
	sum := hash.Sum64()
	if sum == w.before && w.list.By != "none" && w.list.By != "" {
		return errors.New("gives the same records again and again, page after page: is paging set as the API has it?")
	}
	w.before = sum
	return nil
}

// item is what a record became, with its details.
func (w *walk) item(record any) (ingest.Item, error) {
	received, err := gojq.Marshal(record)
	if err != nil {
		return ingest.Item{}, errors.New("records: one is no JSON value")
	}
	whole, reject, err := w.system.detailed(w.ctx, w.details, record)
	if err != nil {
		return ingest.Item{}, err
	}
	if reject != nil {
		return ingest.Item{Rejects: []ingest.Reject{{Reason: reject.Error(), Payload: string(received)}}}, nil
	}
	if len(w.details) > 0 {
		if received, err = gojq.Marshal(whole); err != nil {
			return ingest.Item{}, errors.New("details: one is no JSON value")
		}
	}
	return w.mapping.Item(w.ctx, whole, string(received))
}

// page asks for one page of a list and decodes it; numbers stay as they are
// written.
func (s *system) page(l *list, at spot, v values) (answer *api.Response, body, header any, err error) {
	request, err := l.request(at, v)
	if err != nil {
		return nil, nil, nil, err
	}
	if answer, err = s.ask(v.ctx, request); err != nil {
		return nil, nil, nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(answer.Body))
	decoder.UseNumber()
	err = decoder.Decode(&body)
	if err == nil {
		if _, more := decoder.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("more than one value")
		}
	}
	if err != nil {
		return nil, nil, nil, s.Unreadable(answer, err)
	}
	return answer, body, headers(answer.Header), nil
}

// headers are an answer's, for jq.
func headers(from http.Header) any {
	all := map[string]any{}
	for name, values := range from {
		all[strings.ToLower(name)] = values[0]
	}
	return all
}
