package cli

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/earshot/earshot/queries"
	"github.com/earshot/earshot/queries/reader"
)

// TestAskingTheDemo asks the demo's published file in the ways that people do.
func TestAskingTheDemo(t *testing.T) {
	space := demoWorkspace(t)
	for _, command := range []string{"ingest", "transform", "publish"} {
		cmd, out := earshot(t, space, command)
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
	}
	t.Run("every built-in question", func(t *testing.T) { everyQuestion(t, filepath.Join(space, "data", "published")) })
	t.Run("at a prompt", func(t *testing.T) { atAPrompt(t, space) })
	t.Run("through a pager", func(t *testing.T) { throughAPager(t, space) })
	t.Run("on a terminal", func(t *testing.T) { onATerminal(t, space) })
}

// everyQuestion holds that each has an answer with its defaults, the columns of
// its chart, and parameters whose values the published file lists.
func everyQuestion(t *testing.T, folder string) {
	pool := reader.Open(folder, reader.Limits{})
	defer pool.Close()
	list, err := queries.Load("")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range list {
		if problems, err := q.Check(t.Context(), pool); err != nil || len(problems) > 0 {
			t.Errorf("%v%v", problems, err)
			continue
		}
		query, err := q.Query(nil)
		if err != nil {
			t.Fatal(err)
		}
		var rows int64
		err = pool.Ask(t.Context(), "test", query, func(answer reader.Answer) error {
			for answer.Records.Next() {
				rows += answer.Records.Record().NumRows()
			}
			return answer.Records.Err()
		})
		if err != nil || rows == 0 {
			t.Errorf("%s: %d rows, %v", q.Name, rows, err)
		}
		for _, p := range q.Params {
			options, err := p.Options(t.Context(), pool, "test")
			if err != nil || p.Type != "text" && p.OptionsSQL() != "" && len(options) == 0 {
				t.Errorf("%s: %s: %d options, %v", q.Name, p.Name, len(options), err)
			}
		}
	}
}

// typist is somebody at a terminal.
type typist struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File
	mu   sync.Mutex
	seen strings.Builder
	from int // what was waited for already
	end  chan error
}

// sitDown starts the command on a terminal of that size.
func sitDown(t *testing.T, workspace string, env []string, columns, rows uint16, args ...string) *typist {
	t.Helper()
	cmd, _ := earshot(t, workspace, args...)
	cmd.Stdout, cmd.Stderr = nil, nil
	cmd.Env = append(cmd.Env, append([]string{"TERM=xterm", "PAGER=", "XDG_STATE_HOME=" + filepath.Join(workspace, "state")}, env...)...)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: columns, Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	p := &typist{t: t, cmd: cmd, tty: tty, end: make(chan error, 1)}
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, err := tty.Read(buffer)
			p.mu.Lock()
			p.seen.Write(buffer[:n])
			p.mu.Unlock()
			if err != nil {
				p.end <- cmd.Wait()
				return
			}
		}
	}()
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = tty.Close() })
	return p
}

// types writes keys and waits until the text is on the screen.
func (p *typist) types(keys, until string) string {
	p.t.Helper()
	return p.press(keys, until, time.Hour)
}

// insists presses the keys every other second until the text is there: what is
// pressed before a question runs is for the line that it was typed in.
func (p *typist) insists(keys, until string) string {
	p.t.Helper()
	return p.press(keys, until, 2*time.Second)
}

func (p *typist) press(keys, until string, again time.Duration) string {
	p.t.Helper()
	deadline, next := time.Now().Add(time.Minute), time.Now()
	for {
		if !time.Now().Before(next) {
			next = next.Add(again)
			if _, err := io.WriteString(p.tty, keys); err != nil {
				p.t.Fatal(err)
			}
		}
		p.mu.Lock()
		text := p.seen.String()[p.from:]
		p.mu.Unlock()
		if at := strings.Index(text, until); at >= 0 {
			p.from += at + len(until)
			return text[:at+len(until)]
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("after %q there is no %q in:\n%q", keys, until, text)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// ends waits for the command's end and gives all that was seen.
func (p *typist) ends() string {
	p.t.Helper()
	select {
	case err := <-p.end:
		if err != nil {
			p.t.Errorf("it ended with %v: %q", err, p.seen.String())
		}
	case <-time.After(time.Minute):
		p.t.Fatal("it does not end")
	}
	return p.seen.String()
}

func atAPrompt(t *testing.T, space string) {
	p := sitDown(t, space, nil, 100, 40, "sql")
	p.types("", "earshot> ")
	p.types("select theme_id, people_now\r", "..> ")
	p.types("  from movers -- ; not the end\r", "..> ")
	p.types("  order by 2 desc limit 1; select 'a;' || 'b' as words;\r", "login    │         23\r\n1 row (")
	p.types("", "words\r\n─────\r\na;b\r\n1 row (")
	p.types("", "earshot> ")
	p.types(".desc\t mov\t\r", "what it means")
	p.types("", "q_value")
	p.types("select n from movers m where m.exposure_n\t", "exposure_now")
	p.types("\x03", "earshot> ")
	wrong := p.types("select them_id from movers;\r", "^")
	if !strings.Contains(wrong, "Referenced column") || !strings.Contains(wrong, "select them_id from movers\r\n       ^") {
		t.Errorf("a mistake is marked: %q", wrong)
	}
	p.types("", "earshot> ")
	p.types("select count(*) from range(100000000000) a, range(1000000) b;\r", "b;")
	p.insists("\x03", "called off")
	p.types("", "earshot> ")
	p.types(".ask who_said theme=logn\r", "did you mean login?")
	p.types(".ask what_moved\r", "Signing in")
	p.types(".mode jsonl\r", "earshot> ")
	p.types("select chr(27) || '[31mred' as e, null as n;\r", `{"e":"\u001b[31mred","n":null}`)
	p.types(".mode csv\r", "earshot> ")
	p.types("select chr(27) || '[31mred' as f;\r", `\x1b[31mred`)
	p.types(".mode parquet\r", "nothing for a terminal")
	p.types(".tables mov\r", "movers")
	p.types(".queries call\r", "who_to_call")
	p.types(".help\r", "Ctrl-C calls off")
	p.types("drop table movers;\r", "only one SELECT can be asked")
	p.types(".nonsense\r", ".help lists the commands")
	p.types("\x04", "")
	if all := p.ends(); strings.Contains(all, "\x1b[31m") {
		t.Error("an escape sequence of the data reached the terminal")
	}

	ended := sitDown(t, space, nil, 100, 40, "sql")
	ended.types("half a", "half a")
	if err := ended.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-ended.end; err == nil {
		t.Error("a prompt that was ended says that all is well")
	}

	again := sitDown(t, space, nil, 100, 40, "sql")
	again.types("", "earshot> ")
	again.types("\x1b[A", ".nonsense")
	again.types("\x1b[A", "drop table movers;")
	again.types("\x15.quit\r", "")
	again.ends()
	history := filepath.Join(space, "state", "earshot", "history")
	text, err := os.ReadFile(history)
	if err != nil || !strings.Contains(string(text), "select theme_id, people_now from movers order by 2 desc limit 1;\n") {
		t.Errorf("the history: %q, %v", text, err)
	}
	if info, err := os.Stat(history); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the history: %v, %v", info.Mode(), err)
	}
}

// throughAPager holds that what is longer than the terminal goes through the
// pager, and that the prompt is there again behind it.
func throughAPager(t *testing.T, space string) {
	p := sitDown(t, space, []string{"PAGER=sed s/^/paged:/"}, 80, 20, "sql")
	p.types("", "earshot> ")
	p.types("select n from range(5) t(n);\r", "5 rows")
	p.types("select n from range(50) t(n);\r", "paged:")
	p.types("", "50 rows")
	p.types("select 'still here' as here;\r", "still here\r\n1 row")
	p.types("\x04", "")
	if all := p.ends(); strings.Count(all, "paged:") != 53 {
		t.Errorf("%d lines went through the pager, not 53", strings.Count(all, "paged:"))
	}
}

// onATerminal holds that a table fits and that a file's format is none for it.
func onATerminal(t *testing.T, space string) {
	p := sitDown(t, space, nil, 60, 20, "sql", "select repeat('wide ', 40) as words, 7 as n, chr(27) || '[2J' as e")
	if all := p.ends(); !strings.Contains(all, "… │ 7 │ \\x1b[2J\r\n") || strings.Contains(all, "\x1b[2J") {
		t.Errorf("a table: %q", all)
	}
	p = sitDown(t, space, nil, 60, 20, "sql", "select 1", "--format", "parquet")
	select {
	case err := <-p.end:
		if err == nil || !strings.Contains(p.seen.String(), "parquet is nothing for a terminal") {
			t.Errorf("%v: %q", err, p.seen.String())
		}
	case <-time.After(time.Minute):
		t.Fatal(errors.New("it does not end"))
	}
}
