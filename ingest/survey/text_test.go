package survey

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// wordsOnly maps the column words of files without ids and times.
func wordsOnly() Settings {
	return Settings{Time: Time{Fixed: "2025-01-01"}, Comments: []Comment{{Column: "words"}}}
}

func TestEncodings(t *testing.T) {
	const plain = "id,words,note\r\n1,Größe – café,x\r\n2,\"zwei\r\nZeilen €\",y\r\n"
	ascii := strings.Repeat("3,plain,z\n", 200_000) // the first special character comes behind the first MB
	for _, test := range []struct {
		name, set string
		data      []byte
		want      []string
	}{
		{"utf-8", "", []byte(plain), nil},
		{"utf-8 with a mark", "", []byte("\ufeff" + plain), nil},
		{"mark outranks what is set", "windows-1252", []byte("\ufeff" + plain), nil},
		{"utf-16le with a mark", "", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), plain), nil},
		{"utf-16be with a mark", "", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), plain), nil},
		{"utf-16le without a mark", "", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), plain), nil},
		{"utf-16be without a mark", "", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), plain), nil},
		{"utf-16be set", "UTF-16BE", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), plain), nil},
		{"windows-1252", "", encoded(t, charmap.Windows1252, plain), nil},
		{"windows-1252 set", "Windows-1252", encoded(t, charmap.Windows1252, plain), nil},
		{"late windows-1252", "", append([]byte("id,words,note\n"+ascii), encoded(t, charmap.Windows1252, "1,Größe – café,x\n")...), []string{"Größe – café"}},
		{"late utf-8", "", append([]byte("id,words,note\n"+ascii), "1,Größe – café,x\n"...), []string{"Größe – café"}},
		{"latin-1", "latin-1", []byte("id,words,note\n1,Gr\xf6\xdfe,x\n"), []string{"Größe"}},
		{"utf-8 with a broken character", "utf-8", []byte("id,words,note\n1,Gr\xf6\xc3\x9fe,x\n"), []string{"Gr\xf6ße"}},
		{"shift_jis set", "Shift_JIS", encoded(t, japanese.ShiftJIS, "id,words,note\n1,とても良い,x\n"), []string{"とても良い"}},
		{"cr", "", []byte(strings.ReplaceAll("id,words,note\r1,Größe – café,x\r2,\"zwei\nZeilen €\",y\r", "\r\n", "\r")), nil},
		{"no end of the last line", "", []byte(strings.TrimSuffix(plain, "\r\n")), nil},
		{"lone cr in a cell", "", []byte("id,words,note\n1,one\rtwo,x\n"), []string{"one\rtwo"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := wordsOnly()
			s.Encoding = test.set
			s.Only = []Filter{{Column: "id", Values: []string{"1", "2"}}}
			want := test.want
			if want == nil {
				want = []string{"Größe – café", "zwei\nZeilen €"}
			}
			if diff := cmp.Diff(want, bodies(readFile(t, s, writeFile(t, "in.csv", test.data)))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func encoded(t *testing.T, e encoding.Encoding, text string) []byte {
	t.Helper()
	data, err := e.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func bodies(items []ingest.Item) []string {
	var all []string
	for _, item := range items {
		for _, f := range item.Feedback {
			all = append(all, f.Body)
		}
	}
	return all
}

func writeFile(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func packed(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestDamagedFiles has files that are not what their names say: one error each,
// or a reject, and never a wrong answer.
func TestDamagedFiles(t *testing.T) {
	rows := []byte("words\n" + strings.Repeat("a whole row of words\n", 10_000))
	gz := packed(t, rows)
	for _, test := range []struct {
		name, file string
		data       []byte
		want       string // in the error of Open or the reader
		stored     int    // before it
		reject     string // of the last item
	}{
		{"zeros", "in.csv", make([]byte, 9000), "in.csv: the file holds only zeros (NUL bytes)", 0, ""},
		{"few zeros", "in.csv", make([]byte, 3), "only zeros", 0, ""},
		{"zeros in gzip", "in.csv.gz", packed(t, make([]byte, 9000)), "only zeros", 0, ""},
		{"zeros for json", "in.json", make([]byte, 9000), "only zeros", 0, ""},
		{"zeros for xlsx", "in.xlsx", make([]byte, 9000), "only zeros", 0, ""},
		{"zeros for parquet", "in.parquet", make([]byte, 9000), "only zeros", 0, ""},
		{"zeros behind rows", "in.csv", append(rows[:60_006:60_006], make([]byte, 3<<20)...), "", 2857, "zeros (NUL bytes) in place of text"},
		{"empty", "in.csv", nil, "in.csv: the file is empty", 0, ""},
		{"only a mark", "in.csv", []byte("\ufeff"), "the file is empty", 0, ""},
		{"empty json", "in.json", nil, "the file is empty", 0, ""},
		{"empty xlsx", "in.xlsx", nil, "the file is empty", 0, ""},
		{"empty parquet", "in.parquet", nil, "the file is empty", 0, ""},
		{"zip", "in.csv", []byte("PK\x03\x04and more"), "ZIP or XLSX", 0, ""},
		{"old xls", "in.csv", []byte("\xd0\xcf\x11\xe0and more"), "old .xls", 0, ""},
		{"parquet named csv", "in.csv", []byte("PAR1and more"), "this is a Parquet file", 0, ""},
		{"text named xlsx", "in.xlsx", []byte("words\nx\n"), "no XLSX", 0, ""},
		{"text named parquet", "in.parquet", []byte("words\nx and more and more\n"), "cut off or no Parquet", 0, ""},
		{"packed xlsx", "in.xlsx.gz", gz, "unpack it", 0, ""},
		{"whole gzip", "in.csv.gz", gz, "", 10_000, ""},
		{"gzip without its name", "in.csv", gz, "", 10_000, ""},
		{"gzip cut off", "in.csv.gz", gz[:len(gz)-20], "in.csv.gz: the file is cut off", -1, ""},
		{"gzip cut off at once", "in.csv.gz", gz[:5], "the file is cut off", 0, ""},
		{"open quote in the header", "in.csv", []byte("id,\"words\n1,x\n"), "header row: a quote is opened and never closed", 0, ""},
		{"very long line", "in.csv", append([]byte("id,words\n1,x\n2,"), bytes.Repeat([]byte("y"), 3<<20)...), "", 1, "a line of more than 1 MB"},
		{"very long header", "in.csv", bytes.Repeat([]byte("y,"), 3<<20), "header row: a line of more than 1 MB", 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			stored, last, err := readAnyway(t, wordsOnly(), writeFile(t, test.file, test.data))
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if test.stored >= 0 && stored != test.stored {
				t.Errorf("%d stored, want %d", stored, test.stored)
			}
			if test.reject != "" && (len(last.Rejects) != 1 || !strings.Contains(last.Rejects[0].Reason, test.reject)) {
				t.Errorf("%d rejects in the last item, want one for %q", len(last.Rejects), test.reject)
			}
		})
	}
}

// readAnyway reads what can be read. Every item has to be one of the three
// kinds.
func readAnyway(t testing.TB, s Settings, path string) (stored int, last ingest.Item, err error) {
	t.Helper()
	f, err := New(s, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Open(path)
	if err != nil {
		return 0, last, err
	}
	defer r.Close()
	for r.Scan() {
		last = r.Item()
		records := len(last.Feedback) + len(last.Ratings)
		if records > 0 {
			stored++
		}
		if (records+len(last.Rejects) == 0) != (last.Skip != "") {
			t.Fatalf("item counts as nothing: %+v", last)
		}
	}
	return stored, last, r.Err()
}

// TestManyStrayQuotes: what is read again stays linear in the file's size.
func TestManyStrayQuotes(t *testing.T) {
	data := "words,n\n" + strings.Repeat("\"a\"b,1\n", 500_000)
	start := time.Now()
	stored, _, err := readAnyway(t, wordsOnly(), writeFile(t, "in.csv", []byte(data)))
	if err != nil || stored != 500_000 {
		t.Errorf("%d stored, error %v", stored, err)
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("took %v", took)
	}
}
