package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/trackreg/trackreg/track17"
)

// names returns what may stand at a place of a command line.
type names func() []string

// complete has shells offer what the settings and the flags know: accounts, imports, remedies and the
// words that a flag takes. Files are offered where a command takes one.
func (p *program) complete(root *cobra.Command) {
	flags := map[string]names{"account": p.accountNames, "remedy": track17.Remedies}
	arguments := map[string]names{"account": p.accountNames, "import": p.importNames} // by the group of commands
	for _, cmd := range everyCommand(root) {
		if cmd.ValidArgsFunction == nil && !takesFile(cmd) {
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
		if of := arguments[parentOf(cmd)]; of != nil && strings.Contains(cmd.Use, "NAME") {
			cmd.ValidArgsFunction = first(of)
		}
		offer := func(f *pflag.Flag) {
			of := flags[f.Name]
			if words, ok := f.Value.(*choice); ok {
				of = func() []string { return words.of }
			}
			if of != nil {
				_ = cmd.RegisterFlagCompletionFunc(f.Name, always(of)) // the flag is there, and this is the first
			}
		}
		cmd.LocalNonPersistentFlags().VisitAll(offer)
		cmd.PersistentFlags().VisitAll(offer)
	}
}

// everyCommand is the command with all below it.
func everyCommand(cmd *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{cmd}
	for _, one := range cmd.Commands() {
		all = append(all, everyCommand(one)...)
	}
	return all
}

func takesFile(cmd *cobra.Command) bool { return strings.Contains(cmd.Use, "FILE") }

func parentOf(cmd *cobra.Command) string {
	if !cmd.HasParent() {
		return ""
	}
	return cmd.Parent().Name()
}

// always offers the names whatever stands before.
func always(of names) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return of(), cobra.ShellCompDirectiveNoFileComp
	}
}

// first offers the names for the first argument alone.
func first(of names) cobra.CompletionFunc {
	return func(_ *cobra.Command, before []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(before) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return of(), cobra.ShellCompDirectiveNoFileComp
	}
}

// accountNames are the accounts of the settings; none where these are wrong, which the command says.
func (p *program) accountNames() []string {
	s, _, err := p.load()
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(s.Accounts))
}

// importNames are the imports of the settings, of the account that --account names or of all.
func (p *program) importNames() []string {
	s, _, err := p.load()
	if err != nil {
		return nil
	}
	all, err := p.importsIn(s)
	if err != nil {
		return nil
	}
	var names []string
	for _, one := range all {
		names = append(names, one.Name)
	}
	return names
}
