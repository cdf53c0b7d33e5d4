package source_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/trackreg/trackreg/configs"
	"github.com/trackreg/trackreg/internal/importer/source"
)

// Every file is read to its end and then moved to the folder done.
func ExampleNew() {
	dir, err := os.MkdirTemp("", "example-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "monday.csv"), []byte("number;carrier\nRR123456785CN;Post\n"), 0o600); err != nil {
		log.Fatal(err)
	}

	ctx := context.Background()
	from, err := source.New(configs.Import{
		Source:   configs.Source{Path: filepath.Join(dir, "*.csv")},
		Carriers: map[string]int{"Post": 3011},
	}, source.Options{})
	if err != nil {
		log.Fatal(err)
	}
	listed, err := from.Parts(ctx)
	if err != nil {
		log.Fatal(err)
	}
	for _, part := range listed.Parts {
		read(ctx, from, part)
		moved, err := from.Finish(ctx, part)
		fmt.Println(filepath.Base(part.Name), "moved:", moved, err)
	}
	// Output:
	// {"number":"RR123456785CN","carrier":3011} behind it: row 1
	// monday.csv moved: true <nil>
}

func read(ctx context.Context, from source.Source, part source.Part) {
	opened, err := from.Open(ctx, part, source.Position{})
	if err != nil {
		log.Fatal(err)
	}
	defer opened.Close()
	for {
		row, err := opened.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s behind it: row %d\n", row.Entry.Payload, opened.Position().Row)
	}
}
