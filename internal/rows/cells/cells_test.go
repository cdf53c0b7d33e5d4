package cells_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trackreg/trackreg/internal/rows/cells"
	"github.com/trackreg/trackreg/queue"
)

func TestCellsAreUnwrapped(t *testing.T) {
	for cell, want := range map[string]struct {
		text string
		done cells.Kinds
	}{
		`="01234"`:          {"01234", cells.Formula},
		` ="0012" `:         {"0012", cells.Formula},
		`="say ""hi"""`:     {`say "hi"`, cells.Formula},
		`="A"&"B"`:          {`="A"&"B"`, 0},
		"'01234":            {"01234", cells.Quote},
		"`0012":             {"0012", cells.Quote},
		"''s-Gravenhage":    {"'s-Gravenhage", cells.Quote},
		"'s-Gravenhage":     {"'s-Gravenhage", 0},
		"'t Harde":          {"'t Harde", 0},
		"'=1+1":             {"=1+1", cells.Quote},
		"1234.0":            {"1234", cells.Decimals},
		"3011.00":           {"3011", cells.Decimals},
		"12.50":             {"12.50", 0},
		"1.2.0":             {"1.2.0", 0},
		"０１２３４":             {"01234", cells.Digits},
		"١٢٣":               {"123", cells.Digits},
		"۱۲۳.0":             {"123", cells.Digits | cells.Decimals},
		"10 Downing Street": {"10 Downing Street", 0},
		" 10115 Berlin ":    {" 10115 Berlin ", 0},
		"Ａvenue":            {"Ａvenue", 0},
		"'":                 {"'", 0},
		"":                  {"", 0},
	} {
		text, done := cells.Clean(cell)
		require.Equal(t, want.text, text, cell)
		require.Equal(t, want.done, done, cell)
	}
}

func TestNumbersOfACell(t *testing.T) {
	for cell, want := range map[string]struct {
		numbers []string
		done    cells.Kinds
	}{
		"RR100000211CN":                                    {[]string{"RR100000211CN"}, 0},
		" RR100000211CN\u00a0":                             {[]string{"RR100000211CN"}, 0},
		`="00340123456789012"`:                             {[]string{"00340123456789012"}, cells.Formula},
		"123456789012.0":                                   {[]string{"123456789012"}, cells.Decimals},
		"ＲＲ１００００００７１ＣＮ":                                    {[]string{"RR100000071CN"}, cells.Digits},
		"١٢٣٤٥٦٧٨٩٠١٢":                                     {[]string{"123456789012"}, cells.Digits},
		"9400 1000 0000 0000 0000 00":                      {[]string{"9400100000000000000000"}, cells.Blanks},
		"1Z 999 AA1 01 2345 6784":                          {[]string{"1Z999AA10123456784"}, cells.Blanks},
		"RR 123 456 789 CN":                                {[]string{"RR123456789CN"}, cells.Blanks},
		"RR1000\u200b00063CN":                              {[]string{"RR100000063CN"}, cells.Blanks},
		"RR100000321CN,RR100000322CN":                      {[]string{"RR100000321CN", "RR100000322CN"}, cells.Split},
		"RR100000321CN ; RR100000322CN;":                   {[]string{"RR100000321CN", "RR100000322CN"}, cells.Split},
		"RR100000001CN\nRR100000002CN":                     {[]string{"RR100000001CN", "RR100000002CN"}, cells.Split},
		"RR100000001CN/RR100000002CN":                      {[]string{"RR100000001CN", "RR100000002CN"}, cells.Split},
		"RR100000001CN+RR100000002CN":                      {[]string{"RR100000001CN", "RR100000002CN"}, cells.Split},
		"RR100000001CN RR100000002CN":                      {[]string{"RR100000001CN", "RR100000002CN"}, cells.Split},
		"9400 1000 0000 0000|9400 2000 0000 00":            {[]string{"9400100000000000", "94002000000000"}, cells.Split | cells.Blanks},
		"https://t.example/track?id=RR100000011CN&lang=en": {[]string{"RR100000011CN"}, cells.Address},
		"https://t.example/de/RR100000011CN":               {[]string{"RR100000011CN"}, cells.Address},
		"JJD 0146 0000 6123 4567":                          {[]string{"JJD0146000061234567"}, cells.Blanks},
		// What may be two things is left as it is, to be refused.
		"https://t.example/RR100000011CN/RR100000012CN": {[]string{"https://t.example/RR100000011CN/RR100000012CN"}, 0},
		"https://t.example/":                            {[]string{"https://t.example/"}, 0},
		"DHL 123456789012":                              {[]string{"DHL 123456789012"}, 0},
		"RR100000001CN, pending":                        {[]string{"RR100000001CN, pending"}, 0},
		"1.2E+17":                                       {[]string{"1.2E+17"}, 0},
		"RR10000007\u0421N":                             {[]string{"RR10000007\u0421N"}, 0},
		"shipped":                                       {[]string{"shipped"}, 0},
		"12 May 2026":                                   {[]string{"12 May 2026"}, 0},
		"2026 01 31":                                    {[]string{"2026 01 31"}, 0},
		"No 12 of 3":                                    {[]string{"No 12 of 3"}, 0},
		"No 1234 5678 90":                               {[]string{"No 1234 5678 90"}, 0},
		"Box 1234 NY":                                   {[]string{"Box 1234 NY"}, 0},
		"12345678 90123456":                             {[]string{"12345678 90123456"}, 0},
		"RR123456785CN 12345678":                        {[]string{"RR123456785CN 12345678"}, 0},
		"":                                              {[]string{""}, 0},
	} {
		numbers, done := cells.Numbers(cell)
		require.Equal(t, want.numbers, numbers, cell)
		require.Equal(t, want.done, done, cell)
	}
}

func TestTelephoneNumbersLoseTheirBlanks(t *testing.T) {
	text, done := cells.Telephone("'+49 170 1234567")
	require.Equal(t, "+491701234567", text)
	require.Equal(t, cells.Quote|cells.Blanks, done)
}

func TestEveryKindHasItsWords(t *testing.T) {
	var tally cells.Tally
	tally.Add(^cells.Kinds(0))
	seen := 0
	for kind, n := range tally.All() {
		require.NotEmpty(t, kind.String())
		require.EqualValues(t, 1, n)
		seen++
	}
	require.Equal(t, 12, seen)
}

// What comes out as several numbers may each be sent; what comes out as one and was one is the same.
func TestNumbersProperties(t *testing.T) {
	number := rapid.StringMatching(`[A-Z0-9]{4,30}[0-9]`)
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.String(), number, rapid.StringMatching(`[A-Z0-9 ,;/|+=".'-]{0,40}`)).Draw(t, "cell")
		numbers, _ := cells.Numbers(cell)
		require.NotEmpty(t, numbers)
		if len(numbers) > 1 {
			for _, n := range numbers {
				require.True(t, queue.IsNumber(n), n)
			}
		}
		again, done := cells.Numbers(numbers[0])
		if queue.IsNumber(numbers[0]) {
			require.Equal(t, numbers[:1], again)
			require.Zero(t, done)
		}
	})
}

func BenchmarkNumbers(b *testing.B) {
	for b.Loop() {
		cells.Clean("Some Street 12")
		cells.Numbers("RR100000211CN")
	}
}
