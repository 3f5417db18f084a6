package cli

import (
	"bufio"
	"context"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/flight/flightsql"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	grpcstatus "google.golang.org/grpc/status"
)

// TestFlightAsksForAToken, once there is one, also of a server that runs; the
// token does not count once it is revoked, and the door stays closed.
func TestFlightAsksForAToken(t *testing.T) {
	workspace := small(t, "")
	publishOne(t, workspace)
	run := func(args ...string) string {
		t.Helper()
		cmd, out := earshot(t, workspace, args...)
		cmd.Stderr = nil
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return strings.TrimSpace(out.String())
	}
	cmd, _ := earshot(t, workspace, "flight", "--listen", "127.0.0.1:0")
	cmd.Stdout = nil
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _, _ = cmd.Process.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	address, found := strings.CutPrefix(strings.TrimSpace(line), "listening on grpc://")
	if err != nil || !found {
		t.Fatal(line, err)
	}
	client, err := flightsql.NewClient(address, nil, nil, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ask := func(token string, want codes.Code) {
		t.Helper()
		ctx := context.Background()
		if token != "" {
			ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
		}
		if _, err := client.Execute(ctx, "select greeting from hello"); grpcstatus.Code(err) != want {
			t.Errorf("%v, not %v", err, want)
		}
	}
	ask("", codes.OK)
	ask("earshot_guessed", codes.OK)
	token := run("token", "add", "tableau")
	ask("", codes.Unauthenticated)
	ask("earshot_guessed", codes.Unauthenticated)
	ask(token, codes.OK)
	run("token", "revoke", "tableau")
	ask(token, codes.Unauthenticated)
	ask("", codes.Unauthenticated)
}
