package cli

import (
	"bufio"
	"context"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/earshot/earshot/internal/warehouse"
)

// TestFlightAnswers runs the command as people do and asks it.
func TestFlightAnswers(t *testing.T) {
	workspace := demoWorkspace(t)
	publishOne(t, workspace)
	cmd, _ := earshot(t, workspace, "flight", "--listen", "127.0.0.1:0")
	cmd.Stdout = nil
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "listening on grpc://")
	if err != nil || !found {
		t.Fatal(line, err)
	}
	if got := askFlight(t, address, "select greeting from hello"); got != "good morning" {
		t.Error(got)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

func publishOne(t *testing.T, workspace string) {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.Open(ctx, "", warehouse.Limits{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Exec(ctx, "create table hello as select 'good morning' as greeting"); err != nil {
		t.Fatal(err)
	}
	if err := db.Publish(ctx, filepath.Join(workspace, "data", "published"), []warehouse.Export{{Table: "hello", Comment: "One row."}}, ""); err != nil {
		t.Fatal(err)
	}
}

func askFlight(t *testing.T, address, text string) string {
	t.Helper()
	ctx := context.Background()
	client, err := flightsql.NewClient(address, nil, nil, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	info, err := client.Execute(ctx, text)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := client.DoGet(ctx, info.Endpoint[0].Ticket)
	if err != nil || !rows.Next() {
		t.Fatal(err)
	}
	defer rows.Release()
	got := strings.Clone(rows.Record().Column(0).ValueStr(0))
	for rows.Next() {
	}
	return got
}

func TestFlightIsNotOpenToTheNetwork(t *testing.T) {
	cmd, out := earshot(t, demoWorkspace(t), "flight", "--listen", ":0")
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != exitUsage || !strings.Contains(out.String(), "without sign-in") || !strings.Contains(out.String(), "hint: listen on 127.0.0.1") {
		t.Error(err, out)
	}
}
