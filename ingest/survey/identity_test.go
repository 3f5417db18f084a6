package survey

import "testing"

func TestHashes(t *testing.T) {
	var set hashes
	want := map[uint64]bool{}
	hash := uint64(0)
	for i := range 20_000 {
		if got := set.add(hash); got == want[hash] {
			t.Fatalf("hash %d of value %x is new: %v", i, hash, got)
		}
		want[hash] = true
		hash = (hash*6364136223846793005 + 1442695040888963407) % 70_001 << (i % 40)
	}
	if set.n+1 != len(want) {
		t.Errorf("%d hashes and 0, want %d", set.n, len(want))
	}
}

// TestIdentity holds ids to what they were: a change of the hash would land
// every row without an id a second time.
func TestIdentity(t *testing.T) {
	id := newIdentity(-1, heading([][]string{{"When", "Words", "Words"}}))
	for _, test := range []struct {
		cells []string
		want  string
	}{
		{[]string{"2025-01-01", "good", ""}, "33157b12254404a2"},
		{[]string{"2025-01-01", " good", " "}, "33157b12254404a2-2"},
		{[]string{"2025-01-01", "", "good"}, "8878e1b43f0ae00e"},
		{[]string{"2025-01-01", "good", ""}, "33157b12254404a2-3"},
	} {
		if got := id.of(test.cells); got != test.want {
			t.Errorf("%q is %s, want %s", test.cells, got, test.want)
		}
	}
}
