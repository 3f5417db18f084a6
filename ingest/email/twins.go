package email

import "hash/maphash"

// twins remembers which Message-IDs a file held and with what content, so that
// a mail that lies in it twice is stored once and two mails under one id are
// both stored. It remembers the last half to one million mails: some 40 MB.
type twins struct {
	seed     maphash.Seed
	new, old map[uint64]uint64 // hash of the id to the hash of the content
}

const twinsKept = 500_000

func newTwins() *twins { return &twins{seed: maphash.MakeSeed(), new: map[uint64]uint64{}} }

// twin says what a mail is to those before it: the same again, or another mail
// under a known id.
type twin uint8

const (
	firstOfID twin = iota
	sameMail
	otherMail
)

// see looks a mail up and remembers it. Of several mails under one id, each
// further one is otherMail, or sameMail when it equals one of them. nil knows
// no twins.
func (t *twins) see(id, content string) twin {
	if t == nil {
		return firstOfID
	}
	key, sum := maphash.String(t.seed, id), maphash.String(t.seed, content)
	first, known := t.lookup(key)
	if !known {
		t.add(key, sum)
		return firstOfID
	}
	if first == sum {
		return sameMail
	}
	both := maphash.String(t.seed, id+"\x00"+content)
	if _, known := t.lookup(both); known {
		return sameMail
	}
	t.add(both, sum)
	return otherMail
}

func (t *twins) lookup(key uint64) (uint64, bool) {
	if v, ok := t.new[key]; ok {
		return v, true
	}
	v, ok := t.old[key]
	return v, ok
}

func (t *twins) add(key, value uint64) {
	if len(t.new) >= twinsKept {
		t.old, t.new = t.new, make(map[uint64]uint64, twinsKept)
	}
	t.new[key] = value
}
