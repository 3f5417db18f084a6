package cli

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

const hookConfig = `sources:
  - name: forms
    kind: webhook
    secret: ${env:EARSHOT_TEST_HOOK}
    signature: {header: X-Signature}
    id: id
    time: at
    ratings:
      - {column: score, metric: nps}
    comments: [words]
`

// hookWorkspace is a workspace with one webhook.
func hookWorkspace(t *testing.T) string {
	t.Helper()
	t.Setenv("EARSHOT_TEST_HOOK", "hush-hush")
	dir := t.TempDir()
	cmd, out := earshot(t, dir, "init", dir)
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "earshot.yaml"), []byte(hookConfig), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// receiving is a receiver as a process of its own.
type receiving struct {
	cmd *exec.Cmd
	url string
	err *bytes.Buffer
}

func receive(t *testing.T, workspace string) receiving {
	t.Helper()
	cmd, _ := earshot(t, workspace, "receive", "--listen", "127.0.0.1:0")
	r := receiving{cmd: cmd, err: &bytes.Buffer{}}
	cmd.Stdout, cmd.Stderr = nil, r.err
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	_, address, found := strings.Cut(strings.TrimSpace(line), "listening on ")
	if err != nil || !found {
		t.Fatalf("%q, %v: %s", line, err, r.err)
	}
	r.url = address
	return r
}

// deliver sends the answer with a number; true: it was acknowledged.
func (r receiving) deliver(client *http.Client, n int) bool {
	body := answerBody(n)
	mac := hmac.New(sha256.New, []byte("hush-hush"))
	mac.Write([]byte(body))
	request, err := http.NewRequest(http.MethodPost, r.url, strings.NewReader(body))
	if err != nil {
		return false
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Signature", hex.EncodeToString(mac.Sum(nil)))
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err == nil && response.StatusCode == http.StatusOK
}

func answerBody(n int) string {
	return fmt.Sprintf(`{"id":"%d","at":"2026-05-04T10:00:00Z","score":%d,"words":"answer %d %s"}`, n, n%11, n, strings.Repeat("x", 500))
}

// inInbox gives the answers that are on disk, and fails on one that is not whole.
func inInbox(t *testing.T, workspace string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(workspace, "data", "inbox", "forms", "*", "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		body := strings.TrimSuffix(string(content), "\n")
		if sum := sha256.Sum256([]byte(body)); hex.EncodeToString(sum[:])+".jsonl" != filepath.Base(path) {
			t.Errorf("%s is not whole", path)
		}
		kept[body] = true
	}
	return kept
}

// ingested runs ingest and gives its counts of the webhook.
func ingested(t *testing.T, workspace string) source {
	t.Helper()
	cmd, out := earshot(t, workspace, "--json", "ingest")
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var got intake
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || len(got.Sources) == 0 || got.Sources[0].Name != "forms" {
		t.Fatalf("%v: %s", err, out)
	}
	return got.Sources[0]
}

// TestReceived: two hundred deliveries at once, while a run holds the lock and
// after; ingest then reads them, once. SIGTERM ends the receiver well.
func TestReceived(t *testing.T) {
	workspace := hookWorkspace(t)
	if got := ingested(t, workspace); got.Read != 0 {
		t.Errorf("%+v of an inbox that is not there", got)
	}
	r := receive(t, workspace)
	var sent sync.WaitGroup
	for n := range 200 {
		sent.Go(func() {
			if !r.deliver(http.DefaultClient, n) {
				t.Errorf("answer %d was not taken", n)
			}
		})
	}
	sent.Wait()
	if kept := inInbox(t, workspace); len(kept) != 200 {
		t.Errorf("%d answers on disk", len(kept))
	}
	if got := ingested(t, workspace); got.Files != 200 || got.Stored != 200 || got.Rejected+got.Skipped != 0 {
		t.Errorf("ingested %+v", got)
	}
	for n := range 3 { // two of them again
		if !r.deliver(http.DefaultClient, 198+n) {
			t.Errorf("answer %d was not taken", 198+n)
		}
	}
	if got := ingested(t, workspace); got.Files != 1 || got.Stored != 1 {
		t.Errorf("ingested %+v", got)
	}
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v: %s", err, r.err)
	}
}

// TestReceiverKilled kills the receiver in the middle of its work: whatever was
// acknowledged is on disk, and every file there is whole.
func TestReceiverKilled(t *testing.T) {
	workspace := hookWorkspace(t)
	next := 0
	acknowledged := map[int]bool{}
	for round := range 6 {
		r := receive(t, workspace)
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}, Timeout: time.Minute}
		var mu sync.Mutex
		var sent sync.WaitGroup
		enough := make(chan struct{})
		taken := 0
		for sender := range 8 {
			sent.Go(func() {
				for n := next + sender; r.deliver(client, n); n += 8 {
					mu.Lock()
					acknowledged[n] = true
					if taken++; taken == 10*(round+1) {
						close(enough)
					}
					mu.Unlock()
				}
			})
		}
		<-enough
		if err := r.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		sent.Wait()
		_ = r.cmd.Wait() // it was killed
		client.CloseIdleConnections()
		next += 10_000
	}
	kept := inInbox(t, workspace)
	for n := range acknowledged {
		if !kept[answerBody(n)] {
			t.Errorf("answer %d was acknowledged and is not there", n)
		}
	}
	if got := ingested(t, workspace); got.Stored != int64(len(kept)) || got.Rejected != 0 {
		t.Errorf("%d answers on disk, ingested %+v", len(kept), got)
	}
}

// TestReceiveWithoutHooks says what is missing.
func TestReceiveWithoutHooks(t *testing.T) {
	dir := t.TempDir()
	var out, errs bytes.Buffer
	if code := Main(context.Background(), []string{"init", dir}, &out, &errs); code != exitDone {
		t.Fatal(errs.String())
	}
	if code := Main(context.Background(), []string{"-w", dir, "receive"}, &out, &errs); code != exitFailed || !strings.Contains(errs.String(), "hint: add one to earshot.yaml") {
		t.Errorf("code %d: %s", code, errs.String())
	}
}
