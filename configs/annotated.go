package configs

import _ "embed"

//go:embed trackreg.yaml
var annotated string

// Annotated returns the settings file with every setting, its default and what it does.
func Annotated() string { return annotated }
