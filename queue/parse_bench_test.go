package queue

import "testing"

var benchPayload = []byte(`{"number":"RR123456789CN","carrier":3011,"destination_postal_code":"10115","tag":"order-2024-000017","_ref":"17","_source":"shop"}`)

func BenchmarkParseEntry(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		e, err := ParseEntry(benchPayload)
		if err != nil || e.TaskID(Register) == "" {
			b.Fatal(err)
		}
	}
}

func BenchmarkFromFields(b *testing.B) {
	fields := []Field{{"number", "RR123456789CN"}, {"carrier", "3011"}, {"destination_postal_code", "10115"}, {"tag", "order-2024-000017"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := FromFields(fields); err != nil {
			b.Fatal(err)
		}
	}
}
