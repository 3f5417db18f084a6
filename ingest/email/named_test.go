package email

import (
	"math"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/google/go-cmp/cmp"
)

func TestNumbersThatASearchFinds(t *testing.T) {
	const most = math.MaxUint32
	for _, test := range []struct {
		name  string
		found imap.NumSet
		last  imap.UID
		want  []imap.UID
		wrong bool
	}{
		{name: "nothing", found: nil},
		{name: "sequence numbers are no UIDs", found: imap.SeqSetNum(1, 2)},
		{name: "the newest, though it is not above the last", found: imap.UIDSetNum(4), last: 4},
		{name: "the last is within a range", found: imap.UIDSet{{Start: 2, Stop: 5}}, last: 3, want: []imap.UID{4, 5}},
		{name: "out of order and twice", found: imap.UIDSet{{Start: 9, Stop: 9}, {Start: 2, Stop: 3}, {Start: 3, Stop: 3}}, want: []imap.UID{2, 3, 9}},
		{name: "the highest there is", found: imap.UIDSet{{Start: most - 1, Stop: most}}, want: []imap.UID{most - 1, most}},
		{name: "zero", found: imap.UIDSet{{}}, wrong: true},
		{name: "a star", found: imap.UIDSet{{Start: 1}}, wrong: true},
		{name: "more than there are", found: imap.UIDSet{{Start: 1, Stop: most}}, wrong: true},
		{name: "more than there are, in pieces", found: imap.UIDSet{{Start: 1, Stop: 9_000}, {Start: 20_000, Stop: 30_000}}, wrong: true},
	} {
		got, err := named(test.found, test.last, 5)
		if (err != nil) != test.wrong {
			t.Errorf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s:\n%s", test.name, diff)
		}
	}
}
