package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// watched is a server that keeps what it is sent.
type watched struct {
	*httptest.Server
	mutex sync.Mutex
	got   []string
}

func watch(t *testing.T) *watched {
	w := &watched{}
	w.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var alarm struct{ Key, State string }
		_ = json.Unmarshal(body, &alarm)
		w.mutex.Lock()
		defer w.mutex.Unlock()
		w.got = append(w.got, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+alarm.Key+" "+alarm.State))
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *watched) count(what string) (n int) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	for _, got := range w.got {
		if got == what {
			n++
		}
	}
	return n
}

// TestWhoIsTold: a job fails, that is told once, then as still, then as over;
// the good runs of another are pinged; the state is on the page.
func TestWhoIsTold(t *testing.T) {
	wholeOnly(t)
	server := watch(t)
	t.Setenv("EARSHOT_TEST_HOOK", server.URL+"/hook")
	t.Setenv("EARSHOT_TEST_PING", server.URL+"/ping")
	workspace := small(t, `schedules:
  - {name: report, cron: 0 * * * *, run: [report], retries: 0}
  - {name: intake, cron: 30 * * * *, run: [ingest], ping: "${env:EARSHOT_TEST_PING}"}
alerts: {webhook: "${env:EARSHOT_TEST_HOOK}", repeat: 3 hours}
`)
	clock := fast{Began: time.Now(), Shown: time.Date(2026, 7, 6, 0, 50, 0, 0, time.UTC), Factor: 3600}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	up := startUp(t, workspace, clock, "--listen", address)
	within(t, 30*time.Second, "the failure is told again", func() bool { return server.count("POST /hook failed report still") > 0 })
	page := get(t, "http://"+address+"/metrics")
	for _, want := range []string{`earshot_alarm{kind="failed",subject="report"} 1`, `earshot_job_last_state{job="report",state="failed"} 1`, `earshot_job_last_success_timestamp_seconds{job="intake"}`, "earshot_standby 0"} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not in %s", want, page)
		}
	}
	if ok := get(t, "http://"+address+"/healthz") + get(t, "http://"+address+"/readyz"); ok != "200 ok\n200 ok\n" {
		t.Error(ok)
	}
	if n := server.count("POST /hook failed report new"); n != 1 {
		t.Errorf("told %d times as new", n)
	}
	within(t, 60*time.Second, "a run by hand", func() bool { cmd, _ := earshot(t, workspace, "run", "nightly"); return cmd.Run() == nil })
	within(t, 30*time.Second, "over", func() bool { return server.count("POST /hook failed report over") == 1 })
	if server.count("GET /ping") == 0 {
		t.Error("no ping")
	}
	up.end(t)
}

// get is the status, if it is a small page, and the text of an address.
func get(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(address, "z") {
		return fmt.Sprintf("%d %s", response.StatusCode, text)
	}
	return string(text)
}
