package main

import (
	"errors"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/trackreg/trackreg/internal/nearest"
)

// unknownCommand is how cobra and group say that there is no such command.
var unknownCommand = regexp.MustCompile(`^unknown command "(.*)" for "`)

// meant asks, in an error about a command or flag that there is none of, for the one that is most
// like it; "" where none is.
func meant(cmd *cobra.Command, err error) string {
	var flag *pflag.NotExistError
	if errors.As(err, &flag) {
		if name := nearest.Name(flag.GetSpecifiedName(), flagsOf(cmd)); name != "" && flag.GetSpecifiedShortnames() == "" {
			return ": did you mean --" + name + "?"
		}
		return ""
	}
	unknown := unknownCommand.FindStringSubmatch(err.Error())
	if unknown == nil {
		return ""
	}
	var names []string
	for _, one := range cmd.Commands() {
		if one.IsAvailableCommand() {
			names = append(names, one.Name())
		}
	}
	if name := nearest.Name(unknown[1], names); name != "" {
		return ": did you mean " + name + "?"
	}
	return ""
}

// oneOf asks for one of the names, for that one which is most like the given one if there is one.
func oneOf(given string, names []string) string {
	if like := nearest.Name(given, names); like != "" {
		return "did you mean " + like + "? Use one of " + strings.Join(names, ", ")
	}
	return "use one of " + strings.Join(names, ", ")
}

// flagsOf are the names of the command's flags, those of all commands among them.
func flagsOf(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}
