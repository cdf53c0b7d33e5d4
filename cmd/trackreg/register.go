package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/backend"
	"github.com/trackreg/trackreg/internal/display"
	"github.com/trackreg/trackreg/internal/job"
	"github.com/trackreg/trackreg/internal/limits"
	"github.com/trackreg/trackreg/worker"
)

// registerFlags are the flags of register.
type registerFlags struct {
	input    inputFlags
	sandbox  bool
	strict   bool
	wait     time.Duration
	failures string
}

func (p *program) registerCommand() *cobra.Command {
	var f registerFlags
	cmd := &cobra.Command{
		Use:   "register" + inputUsage,
		Short: "Enqueue numbers, register them, wait, and say what became of each",
		Long: "register does the main job at once: it enqueues the numbers, registers them, shows progress, prints a\n" +
			"summary, and writes the rows that failed to a CSV, or an XLSX, that can be mended and fed in again. It\n" +
			"helps with whatever the account has queued, but waits for and reports its own numbers.",
		Example: "  trackreg register --sandbox configs/sample.csv\n" +
			"  trackreg register RR123456789CN\n" +
			"  cut -f1 numbers.tsv | trackreg register -",
		RunE: run(func(_ *cobra.Command, args []string) error { return p.register(f, args) }),
	}
	f.input.add(cmd)
	sandboxFlag(cmd, &f.sandbox)
	cmd.Flags().BoolVar(&f.strict, "strict", false, "exit 3 if rows were invalid or failed for good")
	cmd.Flags().DurationVar(&f.wait, "wait", 0, "wait so long at most, then exit 4 and leave the rest queued (default: no limit)")
	cmd.Flags().StringVar(&f.failures, "failures", "", "`FILE` for the rows that failed, a spreadsheet where its name ends in .xlsx (default: NAME.failures.csv here, .xlsx of an XLSX)")
	return cmd
}

func (p *program) register(f registerFlags, args []string) error {
	if err := p.checkSandbox(f.sandbox); err != nil {
		return err
	}
	s, err := p.settings()
	if err != nil {
		return err
	}
	in, err := f.input.open(p, s, args)
	if err != nil {
		return err
	}
	defer in.Close()
	if f.input.dryRun {
		return p.rehearseInput(s, in)
	}
	account, err := p.workedFor(s, f.sandbox)
	if err != nil {
		return err
	}
	b, err := backend.Open(s, registerMode(f.sandbox), account)
	if err != nil {
		return err
	}
	defer func() { _ = b.Close() }()
	f.input.skipKnown(in, b, account)
	o, err := p.jobOptions(b, account, f, in)
	if err != nil {
		return err
	}
	return p.runJob(o, f.strict)
}

func registerMode(sandbox bool) backend.Mode {
	if sandbox {
		return backend.Sandbox
	}
	return backend.Fallback
}

// jobOptions puts the run together.
func (p *program) jobOptions(b *backend.Backend, account string, f registerFlags, in *job.Input) (job.Options, error) {
	w, err := worker.FromSettings(b.Settings, b.Transport, account)
	if err != nil {
		return job.Options{}, err
	}
	w.Version = buildOf().Version
	o := job.Options{
		Redis: b.Redis, Worker: w, Account: account, Live: f.input.live(in), Input: in,
		Gate:      limits.Gate(b.Redis, b.Settings, account),
		HighWater: b.Settings.Worker.HighWater, Wait: f.wait, Kept: !b.Embedded,
		FailuresFile: f.failures, Replace: f.failures != "",
	}
	if f.failures == "-" {
		return job.Options{}, badUsage("--failures -: standard output has the summary, name a file")
	}
	if f.failures == "" {
		o.FailuresFile = in.FailuresName()
	} else if err := in.CheckFailures(f.failures); err != nil {
		return job.Options{}, err
	}
	o.Again = "trackreg register"
	if b.Sandbox {
		o.Again += " --sandbox"
	}
	o.Again += f.input.reading.mapping()
	p.introduce(b)
	p.introduceInput(in)
	return o, nil
}

// introduce says what is not as usual.
func (p *program) introduce(b *backend.Backend) {
	switch {
	case b.Sandbox:
		fmt.Fprintln(p.err, "sandbox: a simulated 17TRACK and a Redis of this process; nothing real is called or kept")
	case b.Embedded:
		fmt.Fprintln(p.err, "no Redis is configured: the queue is in this process and ends with it; what is not finished then goes to the failures file")
	}
}

// runJob runs, prints the summary, and finds the exit code.
func (p *program) runJob(o job.Options, strict bool) error {
	o.Display = p.display()
	o.Worker.Redis, o.Worker.Log = o.Redis, p.jobLogger(o.Display)
	ctx, stop := p.interruptible(context.Background(), 0)
	defer stop()
	summary, err := job.Run(ctx, o)
	o.Display.Close()
	if err != nil && summary.Rows == 0 {
		return err
	}
	write := summary.Write
	if p.json() {
		write = func(w io.Writer) error { return json.NewEncoder(w).Encode(summary) }
	}
	if failure := write(p.out); err == nil {
		err = failure
	}
	if err != nil {
		return err
	}
	return endCode(summary, strict)
}

// endCode is the exit code of a run's end.
func endCode(s job.Summary, strict bool) error {
	switch {
	case s.End == job.Interrupted:
		return &exit{code: exitInterrupted}
	case s.End == job.Closed || s.End == job.WaitOver:
		return &exit{code: exitClosed, err: fmt.Errorf("%s", s.Sentence())}
	case strict && s.Failed():
		return &exit{code: exitStrict}
	}
	return nil
}

// display shows a bar to a person, and lines to anything else.
func (p *program) display() display.Display {
	if isTerminal(p.err) {
		return display.NewBar(itself(p.err))
	}
	return display.NewLines(p.err)
}

// jobLogger logs by the display, and only what a person must know unless
// --log-level asks for more: the display shows how the calls go.
func (p *program) jobLogger(d display.Display) zerolog.Logger {
	var w io.Writer = display.NoteWriter{Display: d}
	if p.logFormat != "json" {
		w = zerolog.ConsoleWriter{Out: w, TimeFormat: time.TimeOnly, NoColor: true} // the display shows what colours are made of
	}
	if p.logLevel != "" {
		return newLogger(w, p.logLevel)
	}
	return newLogger(w, "warn").Hook(zerolog.HookFunc(func(e *zerolog.Event, level zerolog.Level, message string) {
		if level == zerolog.WarnLevel && (message == "call" || message == "gate") {
			e.Discard()
		}
	}))
}
