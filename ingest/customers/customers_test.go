package customers

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/earshot/earshot/ingest"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite what the tests expect")

// TestFiles reads each testdata/*.txt: the files, and want, the items in short.
func TestFiles(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no test data", err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if archive.Files[len(archive.Files)-1].Name != "want" {
			archive.Files = append(archive.Files, txtar.File{Name: "want"})
		}
		inputs, want := archive.Files[:len(archive.Files)-1], &archive.Files[len(archive.Files)-1]
		var got bytes.Buffer
		for _, file := range inputs {
			fmt.Fprintf(&got, "== %s\n", file.Name)
			writeAll(&got, Read(bytes.NewReader(file.Data), Settings{}, time.UTC))
		}
		if *update {
			want.Data = got.Bytes()
			if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if diff := cmp.Diff(string(want.Data), got.String()); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

// writeAll writes the items in short, fields that are empty left out.
func writeAll(w io.Writer, r ingest.Reader) {
	for r.Scan() {
		item := r.Item()
		if item.Skip != "" {
			fmt.Fprintf(w, "skip %s\n", item.Skip)
		}
		for _, p := range item.People {
			fmt.Fprintf(w, "person %s%s\n", p.ID, fields("name", p.Name, "emails", strings.Join(p.Emails, ","), "logins", strings.Join(p.Logins, ","), "account", p.Account,
				"consent", yes(p.Consent), "contacted", short(p.Contacted), "fields", pairs(p.Fields)))
		}
		for _, a := range item.Accounts {
			fmt.Fprintf(w, "account %s%s\n", a.ID, fields("name", a.Name, "domains", strings.Join(a.Domains, ","), "segment", a.Segment,
				"plan", a.Plan, "money", amount(a.Money), "since", short(a.Since)))
		}
		for _, r := range item.Rejects {
			fmt.Fprintf(w, "reject line %d: %s\n", r.Line, r.Reason)
		}
	}
	if err := r.Err(); err != nil {
		fmt.Fprintf(w, "error %v\n", err)
	}
}

func fields(list ...string) string {
	var b strings.Builder
	for i := 0; i < len(list); i += 2 {
		if list[i+1] != "" {
			fmt.Fprintf(&b, " %s=%s", list[i], list[i+1])
		}
	}
	return b.String()
}

func pairs(m map[string]string) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		list = append(list, name+":"+m[name])
	}
	return strings.Join(list, ",")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func short(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func amount(f float64) string {
	if f == 0 {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func TestMoney(t *testing.T) {
	for cell, want := range map[string]float64{
		"1200": 1200, "1,200.50": 1200.5, "1.200,50": 1200.5, "1,200": 1200, "1.200": 1200, "1.200.000": 1200000, "1,2": 1.2, "1.25": 1.25,
		"0,500": 0.5, "0.500": 0.5, "€ 1 200,50": 1200.5, "$1,200": 1200, "1200 EUR": 1200, "CHF 1'200.50": 1200.5, "1 200 000": 1200000,
		"1,234,567.89": 1234567.89, "1.234.567,89": 1234567.89, "12.3456": 12.3456, "0": 0, "5.": 5,
	} {
		if got, hint := parseMoney(cell); got != want || hint != "" {
			t.Errorf("%q: %v %s, want %v", cell, got, hint, want)
		}
	}
	for _, cell := range []string{"", "12k", "-5", "free", "1,20.50", "1.20,50.3", "1,2,3", "12,34,567", "€", "1e5", "NaN", "0x10", "--1", "9999999999999999"} {
		if got, hint := parseMoney(cell); hint == "" {
			t.Errorf("%q was read as %v", cell, got)
		}
	}
}

func TestDays(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ order, cell, want string }{
		{"", "2024-12-31", "2024-12-31T00:00:00+01:00"}, {"", "31.12.2024", "2024-12-31T00:00:00+01:00"}, {"", "2024/12/31", "2024-12-31T00:00:00+01:00"},
		{"", "2024-07-01T10:00:00Z", "2024-07-01T10:00:00Z"}, {"", "1/2/2024", ""}, {"dmy", "1/2/2024", "2024-02-01T00:00:00+01:00"},
		{"mdy", "1/2/2024", "2024-01-02T00:00:00+01:00"}, {"mdy", "13/2/2024", ""}, {"", "0001-01-01", ""},
	} {
		day, hint := days{test.order, berlin}.parse(test.cell)
		if short(day) != test.want || (hint == "") != (test.want != "") {
			t.Errorf("%s %s: %s (%s), want %s", test.order, test.cell, short(day), hint, test.want)
		}
	}
}

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "customers.csv")
	utf16 := []byte{0xff, 0xfe}
	for _, r := range "email\tname\r\nada@acme.example\tÄda\r\n" {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	if err := os.WriteFile(path, utf16, 0o600); err != nil {
		t.Fatal(err)
	}
	format, err := New(Settings{}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r, err := format.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	writeAll(&got, r)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if want := "person ada@acme.example name=Äda emails=ada@acme.example\n"; got.String() != want {
		t.Errorf("got %q, want %q", got.String(), want)
	}
	if _, err := format.Open(path + ".none"); err == nil {
		t.Error("no error for a missing file")
	}
	if _, err := New(Settings{Dates: "ymd"}, time.UTC); err == nil {
		t.Error("New took wrong settings")
	}
}

func TestEncodingAndDisk(t *testing.T) {
	var got bytes.Buffer
	writeAll(&got, Read(strings.NewReader("email,name\na@b.example,\xc4da\n"), Settings{}, time.UTC))
	writeAll(&got, Read(strings.NewReader("email,name\n"+strings.Repeat("x", 3*rowLimit)+"\nc@b.example,C\n"), Settings{}, time.UTC))
	writeAll(&got, Read(io.MultiReader(strings.NewReader("email\na@b.example\n"), iotest.ErrReader(io.ErrClosedPipe)), Settings{}, time.UTC))
	want := `reject line 2: not UTF-8: save the file as CSV UTF-8
reject line 2: more than 64 KB in one row; only its beginning is kept
person c@b.example name=C emails=c@b.example
person a@b.example emails=a@b.example
error line 2: io: read/write on closed pipe
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Error(diff)
	}
}

// FuzzRead: every row is stored, rejected or counted out, and no two people
// share a number or an address.
func FuzzRead(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		seen := map[string]bool{}
		once := func(key string) {
			if seen[key] {
				t.Fatalf("%q twice", key)
			}
			seen[key] = true
		}
		for r := Read(bytes.NewReader(data), Settings{Dates: "dmy"}, time.UTC); r.Scan(); {
			item := r.Item()
			if len(item.People)+len(item.Accounts)+len(item.Rejects) == 0 && item.Skip == "" {
				t.Fatal("a row is lost")
			}
			for _, p := range item.People {
				once("id " + p.ID)
				for _, address := range p.Emails {
					once("address " + address)
				}
				for _, login := range p.Logins {
					once("login " + login)
				}
			}
			for _, a := range item.Accounts {
				if a.ID == "" || a.Money < 0 {
					t.Fatalf("%+v", a)
				}
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var file bytes.Buffer
	file.WriteString("email,name,account,domain,segment,money,consent\n")
	for i := range b.N {
		fmt.Fprintf(&file, "p%d@acme%d.example,Person %d,Acme %d,acme%d.example,SMB,\"1,200.50\",yes\n", i, i/10, i, i/10, i/10)
	}
	b.ReportAllocs()
	b.ResetTimer()
	r := Read(&file, Settings{}, time.UTC)
	for r.Scan() {
		if len(r.Item().People) != 1 {
			b.Fatal(r.Item())
		}
	}
}
