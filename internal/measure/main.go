// Command measure measures what earshot promises: `make bench` its speed,
// `make eval` whether its statistics keep their word and what it makes of real
// files.
//
// Both run the earshot binary as anyone would, as processes of their own, in
// workspaces that they make and remove. Times compare within one run on one
// machine; memory is the process's peak.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measureNamed(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func measureNamed(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("measure", flag.ContinueOnError)
	rows := flags.Int("rows", 1_000_000, "bench: survey answers")
	issues := flags.Int("issues", 100_000, "bench: issues of a paged API")
	items := flags.Int("items", 50_000, "bench: items of the plan")
	only := flags.String("only", "", "bench: files, measures, plan, pages, questions or mail alone")
	keep := flags.String("keep", "", "work in this folder and leave it")
	if len(args) == 0 {
		return fmt.Errorf("name what to measure: bench or eval")
	}
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	dir := *keep
	if dir == "" {
		temporary, err := os.MkdirTemp("", "earshot-measure")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	binary, err := build(ctx, dir)
	if err != nil {
		return err
	}
	switch args[0] {
	case "bench":
		return benchParts(ctx, binary, dir, *only, *rows, *issues, *items)
	case "eval":
		return errors.Join(simulate(ctx), eval(ctx, binary, dir))
	}
	return fmt.Errorf("%q is neither bench nor eval", args[0])
}

// benchParts runs all parts of the bench, or the one named.
func benchParts(ctx context.Context, binary, dir, only string, rows, issues, items int) error {
	for _, part := range []struct {
		name string
		run  func() error
	}{
		{"files", func() error { return bench(ctx, binary, dir, rows) }},
		{"measures", func() error { return benchMeasures(ctx, binary, dir, rows) }},
		{"plan", func() error { return benchPlan(ctx, binary, dir, rows, items) }},
		{"pages", func() error { return benchPages(ctx, binary, dir, issues) }},
		{"questions", func() error { return benchQuestions(ctx, binary, dir, rows) }},
		{"mail", func() error { return benchMail(ctx, binary, dir) }},
	} {
		if only != "" && only != part.name {
			continue
		}
		if err := part.run(); err != nil {
			return err
		}
	}
	return nil
}

// build compiles the earshot of this repository into dir.
func build(ctx context.Context, dir string) (binary string, err error) {
	binary = filepath.Join(dir, "earshot")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return binary, nil
}

// run is how one earshot process went.
type run struct {
	wall   time.Duration
	cpu    time.Duration // of all cores
	memory int64         // bytes, at its peak
	output []byte
}

// start runs the binary to its end. Exit code 3, done in part, is no error.
func start(ctx context.Context, binary string, args ...string) (run, error) {
	command := exec.CommandContext(ctx, binary, args...)
	command.Stderr = os.Stderr
	began := time.Now()
	out, err := command.Output()
	r := run{wall: time.Since(began), output: out}
	r.cpu = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.memory = usage.Maxrss * 1024
	}
	if err != nil && command.ProcessState.ExitCode() != 3 {
		return r, fmt.Errorf("earshot %v: %w", args, err)
	}
	return r, nil
}

// bar prints a figure beside what it must reach.
func bar(what string, value float64, met bool, want string) {
	word := "met"
	if !met {
		word = "MISSED"
	}
	fmt.Printf("  %-55s %9.3f   bar: %s: %s\n", what, value, want, word)
}
