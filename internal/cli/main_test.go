package cli

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/earshot/earshot/example"
	"github.com/earshot/earshot/internal/warehouse"
)

func command() {
	ctx, _ := signal.NotifyContext(context.Background(), syscall.SIGTERM) // as main does
	os.Exit(mainAt(ctx, os.Args[1:], os.Stdout, os.Stderr, clockOfTest()))
}

// asEarshot makes this test's binary run as the earshot command.
const asEarshot = "EARSHOT_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asEarshot) != "" || len(os.Args) > 1 && os.Args[1] == answering { // which gets no environment
		command()
	}
	testscript.Main(m, map[string]func(){"earshot": command})
}

// wholeOnly skips with -short, with which the race detector runs: in such a test
// one command comes after the other.
func wholeOnly(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("with -short: nothing in it runs beside something else")
	}
}

// TestScripts runs the commands as people would: testdata/*.txtar.
func TestScripts(t *testing.T) {
	params := testscript.Params{Dir: "testdata", RequireExplicitExec: true}
	if testing.Short() { // the race detector makes each command several times as slow
		params.Dir, params.Files = "", []string{"testdata/everyday.txtar", "testdata/jobs.txtar", "testdata/tokens.txtar"}
	}
	testscript.Run(t, params)
}

// earshot is a command of its own process on the workspace.
func earshot(t *testing.T, workspace string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, append([]string{"-w", workspace}, args...)...)
	cmd.Env = append(os.Environ(), asEarshot+"=1")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	return cmd, &out
}

// demoWorkspace is the example's workspace with a key of its own, so that two
// of them give the same person keys.
func demoWorkspace(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	fillDemo(t, dir)
	return dir
}

func fillDemo(t *testing.T, dir string) {
	t.Helper()
	if _, err := copyNew(example.FS(), dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	key := strings.Repeat("0123456789abcdef", 4)
	if err := os.WriteFile(filepath.Join(dir, "data", "person.key"), []byte(key), 0o600); err != nil {
		t.Fatal(err)
	}
}

// published gives the tables of a workspace's published file as text, but for
// what tells of the runs themselves.
func published(t *testing.T, workspace string) map[string]string {
	t.Helper()
	ctx := context.Background()
	db, err := warehouse.OpenPublished(ctx, filepath.Join(workspace, "data", "published", warehouse.Published), warehouse.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tables, err := db.Strings(ctx, "select table_name from duckdb_tables() where table_name not in ('runs', 'run_facts')")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, table := range tables {
		columns := "*"
		if table == "source_freshness" {
			columns = "* exclude landed_at"
		}
		rows, err := db.Strings(ctx, "select cast(r as varchar) from (select "+columns+" from "+table+") r order by all")
		if err != nil {
			t.Fatal(err)
		}
		all[table] = rounded(strings.Join(rows, "\n"))
	}
	return all
}

// rounded keeps nine digits of each number: those after them depend on the
// order in which DuckDB sums.
func rounded(text string) string {
	return regexp.MustCompile(`\d+\.\d{6,}(e-?\d+)?`).ReplaceAllStringFunc(text, func(number string) string {
		value, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return number
		}
		return strconv.FormatFloat(value, 'g', 9, 64)
	})
}
