package main

import (
	"encoding/json"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/configs"
)

func (p *program) configCommand() *cobra.Command {
	cmd := group("config", "Check or show the settings")
	cmd.AddCommand(
		&cobra.Command{
			Use:   "check",
			Short: "Check the settings: the file, the environment and the flags",
			Long: "check says everything that is wrong with the settings, and warns of what puts secrets or\n" +
				"numbers at risk: secrets that can be guessed, files that everybody on this machine can read,\n" +
				"and what goes over the network unencrypted.\n\n" +
				"-o json writes that as one object: good, file, problems and warnings.\n\n" +
				"Exit codes: 0 with warnings too, 2 with an error.",
			Args: cobra.NoArgs,
			RunE: run(func(*cobra.Command, []string) error { return p.checkConfig() }),
		},
		&cobra.Command{
			Use:   "show",
			Short: "Show the settings in force, with secrets hidden",
			Args:  cobra.NoArgs,
			RunE: run(func(*cobra.Command, []string) error {
				s, err := p.settings()
				if err != nil {
					return err
				}
				return p.show(s)
			}),
		},
	)
	return cmd
}

// show writes the settings in the shape of the settings file, or as JSON.
func (p *program) show(s configs.Settings) error {
	s = s.Redacted()
	if p.json() {
		return json.NewEncoder(p.out).Encode(s)
	}
	text, err := yaml.Marshal(s)
	if err != nil {
		return fmt.Errorf("write the settings: %w", err)
	}
	_, err = p.out.Write(text)
	return err
}
