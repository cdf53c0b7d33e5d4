package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/printable"
)

// program is one run of the program: what it gets from its surroundings, and the
// flags that every command has.
type program struct {
	env     []string
	in      io.Reader
	out     io.Writer
	err     io.Writer
	signals <-chan os.Signal
	exitNow func(code int) // at the second signal

	config    string
	redis     string
	account   string
	logLevel  string
	logFormat string
	output    choice
	asJSON    bool
}

// run carries out a command line and returns the exit code. Whatever is written is shown, and nothing
// of it obeyed by a terminal, save what is drawn on the terminal itself.
func (p *program) run(args []string) int {
	out, errs := printable.NewWriter(p.out), printable.NewWriter(p.err)
	p.out, p.err = out, errs
	code := p.carryOut(args)
	_, _ = out.Flush(), errs.Flush() // of half a sign
	return code
}

func (p *program) carryOut(args []string) int {
	root := p.root()
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	cmd, err := root.ExecuteContextC(context.Background())
	var own *exit
	if err != nil && !errors.As(err, &own) { // cobra's own: the command was not run
		err = badUsage("%w%s\nSee `%s --help`.", err, meant(cmd, err), cmd.CommandPath())
	}
	return exitCode(p.err, err)
}

func (p *program) root() *cobra.Command {
	p.output = choice{value: "table", of: []string{"table", "json"}}
	root := &cobra.Command{
		Use:   "trackreg",
		Short: "Register tracking numbers with 17TRACK, in full calls, as fast as it allows",
		Long: "trackreg registers tracking numbers with 17TRACK: 40 in a call, three calls a second,\n" +
			"shared by all processes of an account, through queues in Redis in which nothing is lost.\n\n" +
			"Try it with nothing installed: trackreg register --sandbox configs/sample.csv\n\n" +
			"Exit codes: 0 done, 1 could not run, 2 bad usage or settings, 3 (--strict) rows were invalid\n" +
			"or failed for good, 4 (register) the account is closed or --wait is over, 130 interrupted.",
		SilenceUsage:       true,
		SilenceErrors:      true,
		DisableSuggestions: true, // meant makes them, of flags as well
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if p.asJSON {
				p.output.value = "json"
			}
			return nil
		},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.config, "config", "", "settings `FILE` (default $TRACKREG_CONFIG, ./trackreg.yaml, /etc/trackreg/trackreg.yaml)")
	flags.StringVar(&p.redis, "redis", "", "Redis `URL`, such as redis://127.0.0.1:6379/0")
	flags.StringVar(&p.account, "account", "", "`NAME` of the account (default main)")
	flags.StringVar(&p.logLevel, "log-level", "", "trace, debug, info, warn, error or off")
	flags.StringVar(&p.logFormat, "log-format", "", "console or json")
	flags.VarP(&p.output, "output", "o", "what to print results as: table or json")
	flags.BoolVar(&p.asJSON, "json", false, "the same as -o json")
	root.AddCommand(
		p.registerCommand(), p.enqueueCommand(), p.workerCommand(), p.sandboxCommand(), p.importCommand(), p.statusCommand(), p.workersCommand(),
		p.failuresCommand(), p.knownCommand(), p.accountCommand(), p.auditCommand(), p.eraseCommand(), p.carriersCommand(), p.configCommand(),
		p.doctorCommand(), p.healthcheckCommand(), p.versionCommand(),
	)
	p.complete(root)
	return root
}

// json tells whether results are printed for scripts.
func (p *program) json() bool { return p.output.value == "json" }

// run makes an error of a command's own work one that is no bad usage.
func run(work func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		err := work(cmd, args)
		var own *exit
		if err == nil || errors.As(err, &own) {
			return err
		}
		return &exit{code: codeOf(err), err: err}
	}
}

// group is a command that only holds others.
func group(use, short string) *cobra.Command {
	return &cobra.Command{
		Use:   use,
		Short: short,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("unknown command %q for %q", args[0], cmd.CommandPath())
			}
			return cmd.Help()
		},
	}
}

// choice is a flag that takes one of a few words.
type choice struct {
	value string
	of    []string
}

// String returns the word.
func (c *choice) String() string { return c.value }

// Type names the flag's values in the help.
func (c *choice) Type() string { return "WORD" }

// Set takes one of the words.
func (c *choice) Set(value string) error {
	for _, known := range c.of {
		if value == known {
			c.value = value
			return nil
		}
	}
	return fmt.Errorf("choose one of %q", c.of)
}
