package tracker

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/earshot/earshot/ingest"
)

// reader gives the items of one file.
type reader struct {
	closer   io.Closer
	scanners []*scanner // of the file and, while in one, of a recorded answer
	judge    judge
	item     ingest.Item
	err      error
}

func (r *reader) Item() ingest.Item { return r.item }
func (r *reader) Err() error        { return r.err }
func (r *reader) Close() error      { return r.closer.Close() }

// Scan moves to the next item.
func (r *reader) Scan() bool {
	for len(r.scanners) > 0 {
		s := r.scanners[len(r.scanners)-1]
		u, ok := s.next()
		switch {
		case !ok && r.ended(s):
			return true
		case !ok:
			continue
		case u.broken != "":
			r.item = broken(u)
			return true
		}
		var o members
		if json.Unmarshal(u.raw, &o) == nil && o != nil && o.recorded() {
			if r.answer(u, o) {
				continue
			}
			return true
		}
		r.item = r.judge.item(u, o)
		return true
	}
	return false
}

// ended takes the scanner away. What held no record at all is one item, so
// that an empty file or answer shows in the counts.
func (r *reader) ended(s *scanner) bool {
	r.scanners = r.scanners[:len(r.scanners)-1]
	if s.err != io.EOF {
		r.err = fmt.Errorf("byte %d: %w", s.base+int64(len(s.buf)), s.err)
		return false
	}
	if s.found > 0 {
		return false
	}
	r.item = ingest.Item{Skip: "empty list"}
	if !s.lists {
		r.item.Skip = "empty file"
	}
	return true
}

// answer goes into the response of a recorded GET, or counts the exchange out.
func (r *reader) answer(u unit, o members) bool {
	status := o.text("status")
	response := o["response"]
	switch {
	case o.text("method") != "get" && o.text("method") != "GET":
		r.item = ingest.Item{Skip: "recorded request that is no GET"}
	case status != "" && status[0] != '2':
		r.item = ingest.Item{Skip: "recorded answer without data"}
	case len(response) == 0 || response[0] != '{' && response[0] != '[' || len(r.scanners) >= maxLists:
		r.item = ingest.Item{Skip: "recorded answer that is no list or object"}
	default:
		at := max(bytes.Index(u.raw, response), 0)
		line := u.line + int64(bytes.Count(u.raw[:at], []byte{'\n'}))
		r.scanners = append(r.scanners, newScanner(bytes.NewReader(response), line, u.offset+int64(at)))
		return true
	}
	return false
}

func broken(u unit) ingest.Item {
	return ingest.Item{Rejects: []ingest.Reject{{
		Line: u.line, Reason: fmt.Sprintf("byte %d: %s", u.offset, u.broken), Payload: string(u.raw),
	}}}
}
