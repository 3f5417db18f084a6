package tracker

import (
	"bytes"
	"io"
	"slices"
)

// mark begins a unit at pos.
func (s *scanner) mark() unit {
	s.release()
	return unit{line: s.line, offset: s.base + int64(s.start)}
}

// taken is the text from the mark to pos, or its beginning where it outgrew
// the limit.
func (s *scanner) taken() []byte {
	if s.head != nil {
		return s.head
	}
	return s.buf[s.start:s.pos]
}

// release lets go of the bytes before pos.
func (s *scanner) release() {
	s.line += int64(bytes.Count(s.buf[s.start:s.pos], []byte{'\n'}))
	s.start, s.head = s.pos, nil
	if s.start <= len(s.buf)/2 {
		return
	}
	s.base += int64(s.start)
	s.buf = append(s.buf[:0], s.buf[s.start:]...)
	s.start, s.pos = 0, 0
}

// more says whether there is a byte at pos, reading on where needed. A value
// that outgrows the limit loses its bytes but for the first.
func (s *scanner) more() bool {
	if s.pos < len(s.buf) {
		return true
	}
	if s.outgrown() {
		head := s.head
		if head == nil {
			head = bytes.Clone(s.buf[s.start:min(s.start+keptBytes, s.pos)])
		}
		s.release()
		s.head = head
	}
	return s.fill()
}

// outgrown says whether the value at hand is too large to be held.
func (s *scanner) outgrown() bool {
	return s.head != nil || s.pos-s.start > s.limit
}

// fill reads more of the file behind the bytes at hand.
func (s *scanner) fill() bool {
	for tries := 0; s.err == nil; tries++ {
		s.buf = slices.Grow(s.buf, 64<<10)
		n, err := s.src.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf, s.err = s.buf[:len(s.buf)+n], err
		if n > 0 {
			return true
		}
		if tries == 100 {
			s.err = io.ErrNoProgress
		}
	}
	return false
}
