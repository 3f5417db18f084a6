package config

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestClaims(t *testing.T) {
	path := write(t, t.TempDir(), "claims.csv", "release,theme,expected,item,check_on\n2.0,login,fewer,PAY-1,2026-06-01\n2.1,pricing,More,,\n")
	got, err := LoadClaims(path, []Theme{{ID: "login"}, {ID: "pricing"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []Claim{
		{Release: "2.0", Theme: "login", Fewer: true, Item: "PAY-1", CheckOn: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Line: 2},
		{Release: "2.1", Theme: "pricing", Line: 3},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if none, err := LoadClaims(path+".none", nil); err != nil || none != nil {
		t.Errorf("%v, %v", none, err)
	}
}
