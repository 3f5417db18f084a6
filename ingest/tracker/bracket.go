package tracker

import "encoding/json"

// What following the brackets of a value came to.
type outcome int

const (
	complete  outcome = iota // the last bracket closed
	wrapper                  // an object around a list, whose first element is at pos
	nextBegan                // brackets are missing; pos is where the next record begins
	tooDeep
	cutOff // the file ends before the last bracket
)

// A bracketing follows a value's brackets and strings.
type bracketing struct {
	open           []byte // brackets not yet closed
	last           byte   // the byte before, strings and white space left out
	quoted         bool   // inside a string
	escaped        bool   // behind its backslash
	fresh          bool   // nothing but white space in this line so far
	indent         int    // that white space
	keyAt          int    // where the last string of the outermost object begins
	wrapKey, paged bool   // that string names a list; members of a page were seen
	list           bool   // the bracket before opened such a list
	resume         int    // where a line began like the next record, 0: none did
	resumeIndent   int
}

// bracketed moves from a bracket at pos to behind its partner.
func (s *scanner) bracketed() outcome {
	f := bracketing{}
	for ; ; s.pos++ {
		if s.pos == len(s.buf) {
			if s.outgrown() {
				f.resume, f.keyAt = 0, 0 // more lets go of those bytes
			}
			if !s.more() {
				return s.leave(&f, cutOff)
			}
		}
		b := s.buf[s.pos]
		switch {
		case b == '\n':
			f.fresh, f.indent, f.escaped = true, 0, false
			continue
		case b == ' ' || b == '\t' || b == '\r':
			f.indent++
			f.escaped = false
			continue
		case f.fresh:
			f.fresh = false
			if s.began(&f, b) {
				return s.leave(&f, nextBegan)
			}
		}
		if f.list && (b == '{' || b == '[') {
			s.in = append(s.in, '{', '[')
			return wrapper
		}
		if f.quoted {
			s.inString(&f, b)
			continue
		}
		s.outside(&f, b)
		if len(f.open) == 0 {
			s.pos++
			return s.leave(&f, complete)
		}
		if len(f.open) > maxDepth {
			return s.leave(&f, tooDeep)
		}
	}
}

// leave goes back to where the next record seems to begin when the value did
// not end well.
func (s *scanner) leave(f *bracketing, o outcome) outcome {
	if f.resume == 0 || o == tooDeep || o == complete && (s.head != nil || json.Valid(s.taken())) {
		return o
	}
	s.pos, s.fresh, s.indent = f.resume, true, f.resumeIndent
	return nextBegan
}

// began looks at a line's first byte b: does it begin another record? Where
// JSON allows a bracket, it may; where not, it does.
func (s *scanner) began(f *bracketing, b byte) bool {
	if b != '{' && b != '[' || f.indent > s.indent || s.pos == s.start {
		return false
	}
	if f.resume == 0 {
		f.resume, f.resumeIndent = s.pos, f.indent
	}
	if f.quoted {
		return true
	}
	in := f.open[len(f.open)-1]
	return !(f.last == ':' || in == '[' && (f.last == '[' || f.last == ','))
}

func (s *scanner) inString(f *bracketing, b byte) {
	switch {
	case f.escaped:
		f.escaped = false
	case b == '\\':
		f.escaped = true
	case b == '"':
		f.quoted, f.last = false, '"'
		if len(f.open) == 1 && f.keyAt > 0 && s.pos-f.keyAt < 20 {
			name := string(s.buf[f.keyAt:s.pos])
			f.wrapKey = wraps(name, f.paged)
			f.paged = f.paged || pages(name)
		}
	}
}

func (s *scanner) outside(f *bracketing, b byte) {
	f.list = false
	switch b {
	case '"':
		f.quoted, f.keyAt = true, 0
		if f.last != ':' {
			f.keyAt, f.wrapKey = s.pos+1, false
		}
	case '[', '{':
		f.list = b == '[' && f.last == ':' && f.wrapKey && len(f.open) == 1 && len(s.in)+2 <= maxLists
		f.open = append(f.open, b)
	case ']', '}':
		f.open = f.open[:len(f.open)-1]
	}
	f.last = b
}

// wraps says whether an object's member of this name may be the list the
// object is there for. Two of the names also occur within records: they count
// only beside a page's other members.
func wraps(name string, paged bool) bool {
	switch name {
	case "issues", "values", "items", "data":
		return true
	case "comments", "notes":
		return paged
	}
	return false
}

// pages says whether a member of this name marks a page of an answer.
func pages(name string) bool {
	switch name {
	case "startAt", "maxResults", "total", "total_count", "individual_note":
		return true
	}
	return false
}
