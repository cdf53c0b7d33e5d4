package configs

//go:generate go run ./internal/samplegen -o sample.csv
