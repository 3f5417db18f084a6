package schedules

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Health answers those who watch a scheduler:
//
//   - /healthz: 200 while the scheduler looks at its ledger, else 503: start it anew
//   - /readyz: 200 while it would begin a run that is due, else 503
//   - /metrics: how the jobs stand, for Prometheus
type Health struct {
	Ledger *Ledger
	Jobs   []Job
	Clock  Clock
	Beat   func() time.Time // see Scheduler.Beat
	Stands func() bool      // by, while another scheduler has the workspace
}

// silence is how long a scheduler may be without a look at its ledger.
const silence = 5 * time.Minute

// Handler serves the three paths.
func (h Health) Handler() http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collector{h}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, h.alive()) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { answer(w, h.ready()) })
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	return mux
}

func answer(w http.ResponseWriter, problem string) {
	if problem != "" {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, problem)
		return
	}
	fmt.Fprintln(w, "ok")
}

func (h Health) alive() string {
	if since := h.Clock.Now().Sub(h.Beat()); !h.Stands() && since > silence {
		return fmt.Sprintf("no look at the ledger for %s", since.Round(time.Second))
	}
	return ""
}

func (h Health) ready() string {
	if h.Stands() {
		return "standing by: another `earshot up` runs this workspace"
	}
	if problem := h.alive(); problem != "" {
		return problem
	}
	if err := h.Ledger.Read(func(*Book) {}); err != nil {
		return err.Error()
	}
	return ""
}

// collector makes metrics of the ledger when asked, so that they are right
// behind a restart. Their labels are jobs, states and alarms: as many as
// earshot.yaml has.
type collector struct{ Health }

var (
	lastGood = prometheus.NewDesc("earshot_job_last_success_timestamp_seconds", "When the job last ended well.", []string{"job"}, nil)
	lastTook = prometheus.NewDesc("earshot_job_last_duration_seconds", "How long the last attempt took.", []string{"job"}, nil)
	lastRows = prometheus.NewDesc("earshot_job_last_rows", "Records that the last run stored.", []string{"job"}, nil)
	lastIs   = prometheus.NewDesc("earshot_job_last_state", "1 for the state of the job's newest run.", []string{"job", "state"}, nil)
	nextDue  = prometheus.NewDesc("earshot_job_next_timestamp_seconds", "When the job is due next with something to do.", []string{"job"}, nil)
	unended  = prometheus.NewDesc("earshot_job_unended", "Runs that wait or run.", []string{"job", "state"}, nil)
	pausedIs = prometheus.NewDesc("earshot_job_paused", "1 while the job is paused.", []string{"job"}, nil)
	alarmIs  = prometheus.NewDesc("earshot_alarm", "1 for what was told and is not over.", []string{"kind", "subject"}, nil)
	standsBy = prometheus.NewDesc("earshot_standby", "1 while another scheduler has the workspace.", nil, nil)
)

// Describe sends all descriptions.
func (c collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{lastGood, lastTook, lastRows, lastIs, nextDue, unended, pausedIs, alarmIs, standsBy} {
		out <- d
	}
}

// Collect reads the ledger.
func (c collector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(standsBy, number(c.Stands()))
	now := c.Clock.Now()
	err := c.Ledger.Read(func(b *Book) {
		for _, job := range c.Jobs {
			c.job(b, job, now, gauge)
		}
		for _, a := range b.Standing() {
			kind, subject, _ := strings.Cut(a.Key, " ")
			gauge(alarmIs, 1, kind, subject)
		}
	})
	if err != nil {
		out <- prometheus.NewInvalidMetric(lastIs, err)
	}
}

func (c collector) job(b *Book, job Job, now time.Time, gauge func(*prometheus.Desc, float64, ...string)) {
	if row, ok := b.Newest(job.Name, func(r Row) bool { return r.State.Good() }); ok {
		gauge(lastGood, float64(row.Finished.Unix()), job.Name)
	}
	if row, ok := b.Newest(job.Name, func(r Row) bool { return !r.Started.IsZero() && r.State.Ended() }); ok {
		gauge(lastTook, row.Took().Seconds(), job.Name)
		gauge(lastRows, float64(row.Rows), job.Name)
	}
	if row, ok := b.Newest(job.Name, func(r Row) bool { return r.State.Ended() }); ok {
		gauge(lastIs, 1, job.Name, string(row.State))
	}
	if next := job.Next(now); !next.IsZero() {
		gauge(nextDue, float64(next.Unix()), job.Name)
	}
	counts := map[State]int{Waiting: 0, Running: 0}
	for _, row := range b.unended(job.Name) {
		counts[row.State]++
	}
	for state, n := range counts {
		gauge(unended, float64(n), job.Name, string(state))
	}
	_, paused := b.Paused(job.Name, now)
	gauge(pausedIs, number(paused), job.Name)
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
