package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trackreg/trackreg/internal/carriers"
	view "github.com/trackreg/trackreg/internal/view/cli/carriers"
)

func (p *program) carriersCommand() *cobra.Command {
	cmd := group("carriers", "17TRACK's carriers by name, and the list of them")
	cmd.Long = "Files may name carriers instead of giving 17TRACK's codes. The common carriers are built in. Once update\n" +
		"has fetched 17TRACK's whole list, which is kept beside the settings file as trackreg-carriers.json, that is used."
	cmd.AddCommand(p.carriersFind(), p.carriersUpdate())
	return cmd
}

func (p *program) carriersFind() *cobra.Command {
	return &cobra.Command{
		Use:   "find WORDS",
		Short: "Find carriers by words of their name, other names, country or code",
		Args:  cobra.MinimumNArgs(1),
		RunE:  run(func(_ *cobra.Command, args []string) error { return p.findCarriers(strings.Join(args, " ")) }),
	}
}

// mostNear is how many carriers are proposed in the place of one that is not found.
const mostNear = 3

func (p *program) findCarriers(words string) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	table, err := carriers.Load(carriers.Beside(s.File))
	if err != nil {
		return err
	}
	found := table.Find(words)
	if p.json() {
		return view.WriteJSON(p.out, found)
	}
	if len(found) == 0 {
		p.complain(fmt.Sprintf("none of %d carriers has all of %q in its names, country or code", table.Len(), words))
		found = table.Nearest(words, mostNear)
	}
	return view.WriteTable(p.out, found)
}

func (p *program) carriersUpdate() *cobra.Command {
	return &cobra.Command{
		Use:   "update [FILE or URL]",
		Short: "Fetch 17TRACK's whole list of carriers, check it and keep it beside the settings",
		Long: "update reads " + carriers.VendorURL + ",\n" +
			"or a file or https address that is given. A list with fewer than 1,000 carriers, or without a tenth of\n" +
			"those before, is refused, and the one before stays.",
		Args: cobra.MaximumNArgs(1),
		RunE: run(func(_ *cobra.Command, args []string) error {
			return p.updateCarriers(append(args, carriers.VendorURL)[0])
		}),
	}
}

func (p *program) updateCarriers(from string) error {
	s, err := p.settings()
	if err != nil {
		return err
	}
	ctx, stop := p.interruptible(context.Background(), 0)
	defer stop()
	done, err := carriers.Updater{Path: carriers.Beside(s.File)}.Update(ctx, from)
	if err != nil {
		return err
	}
	if p.json() {
		return view.WriteUpdateJSON(p.out, done)
	}
	return view.WriteUpdate(p.out, done)
}
