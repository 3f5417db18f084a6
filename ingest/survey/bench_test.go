package survey

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/earshot/earshot/ingest"
)

// benchRows is how many rows the benchmark's file has.
const benchRows = 100_000

// BenchmarkCSV reads and maps rows of about 300 bytes: two ratings, a comment,
// id, e-mail and time.
func BenchmarkCSV(b *testing.B) {
	path := filepath.Join(b.TempDir(), "answers.csv")
	size := writeAnswers(b, path, benchRows)
	settings := Settings{
		ID: Column{Name: "Response ID"}, Respondent: Respondent{Email: Column{Name: "Email"}}, Time: Time{Column: "Submitted"},
		Ratings:  []Rating{{Column: "How likely*", Metric: ingest.NPS}, {Column: "Satisfaction", Metric: ingest.CSAT}},
		Comments: []Comment{{Column: "Why?"}}, Segments: map[string]Column{"plan": {Name: "Plan"}, "country": {Name: "Country"}},
	}
	for name, change := range map[string]func(*Settings){
		"by id":   func(*Settings) {},
		"by hash": func(s *Settings) { s.ID = Column{} },
	} {
		b.Run(name, func(b *testing.B) {
			s := settings
			change(&s)
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				if n := readThrough(b, s, path); n != benchRows {
					b.Fatalf("%d rows stored", n)
				}
			}
			b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func writeAnswers(b *testing.B, path string, n int) int64 {
	b.Helper()
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	out := bufio.NewWriter(file)
	fmt.Fprintln(out, "Response ID,Collector,Submitted,Email,Country,Plan,How likely are you to recommend us?,Satisfaction,Why?,Agent")
	for i := range n {
		fmt.Fprintf(out, "R_%09d,web link 17,2025-%02d-%02d 14:%02d:07,person%d@customer%d.example,Germany,enterprise,%d,%d,"+
			"\"The export of the report takes far too long, and after the last update, it said \"\"time-out\"\" twice in the week before our board met. Otherwise we are content with it, above all with support.\",agent %d\n",
			i, i%12+1, i%28+1, i%60, i, i%900, i%11, i%5+1, i%40)
	}
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		b.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

func readThrough(b *testing.B, s Settings, path string) int {
	f, err := New(s, time.UTC)
	if err != nil {
		b.Fatal(err)
	}
	r, err := f.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	n := 0
	for r.Scan() {
		if item := r.Item(); len(item.Ratings) == 2 && len(item.Feedback) == 1 {
			n++
		}
	}
	if err := r.Err(); err != nil {
		b.Fatal(err)
	}
	return n
}
