// Command earshot keeps a team within earshot of its customers: it pulls
// feedback from surveys, e-mail and issue trackers into DuckDB, scores themes
// and satisfaction in plain SQL, and writes reports.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/earshot/earshot/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Main(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
