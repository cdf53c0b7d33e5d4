package calendar

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func ExampleDate() {
	for _, text := range []string{"31.01.2026", "Jan 31, 2026", "1/31/2026 3:04 PM", "03/04/2026", "tomorrow"} {
		iso, why := Date(text, Unknown)
		fmt.Printf("%q %q\n", iso, why)
	}
	fmt.Println(Date("03/04/2026", DMY))
	// Output:
	// "2026-01-31" ""
	// "2026-01-31" ""
	// "2026-01-31" ""
	// "" "the day and the month can be told apart in two ways"
	// "" "it is no date"
	// 2026-04-03
}

func TestDatesThatReadInOneWay(t *testing.T) {
	for _, text := range []string{
		"2026-01-31", "2026/1/31", "2026/01/31", "2026.01.31", "2026. 1. 31.", "20260131", "2026 01 31", " 2026-1-31 ",
		"31.01.2026", "31.1.2026", "31.1.26", "31. 1. 2026", "31/01/2026", "31/1/26", "31-01-2026", "01/31/2026", "1/31/26", "1-31-2026",
		"31-Jan-2026", "31-JAN-26", "31 Jan 2026", "31Jan2026", "Jan 31, 2026", "Jan. 31, 2026", "January 31, 2026", "January 31st, 2026", "31st January 2026", "31st of January, 2026",
		"Jan 31 '26", "2026-Jan-31", "2026 January 31", "2026, 31 January",
		"31. Januar 2026", "31. Jän. 2026", "31 Jaenner 2026", "31 janvier 2026", "31 janv. 2026", "31 de enero de 2026", "31 ene. 2026", "31 gennaio 2026", "31 gen 2026",
		"31 de janeiro de 2026", "31 januari 2026", "31 stycznia 2026 r.", "2026年1月31日", "2026年01月31日", "2026년 1월 31일",
		"2026-01-31T15:04:05Z", "2026-01-31T15:04:05.123+01:00", "2026-01-31 15:04:05", "2026-01-31 15:04:05 +0100", "2026-01-31 15:04:05 UTC", "2026-01-31T15:04",
		"2026-01-31T00:30:00+09:00", "1/31/2026 3:04 PM", "1/31/2026 3:04\u202fPM", "1/31/2026, 3:04:05 p.m.", "31.01.2026 15:04", "31.01.2026, 15:04 Uhr", "31 Jan 2026 15:04",
		"Sat, 31 Jan 2026 15:04:05 GMT", "Saturday, January 31, 2026", "Samstag, 31. Januar 2026", "sam. 31 janvier 2026", "Sa 31.01.2026", "31\u00a0Jan\u00a02026",
	} {
		for _, order := range []Order{Unknown, DMY, MDY} {
			iso, why := Date(text, order)
			require.Equal(t, None, why, "%q %d", text, order)
			require.Equal(t, "2026-01-31", iso, "%q %d", text, order)
		}
	}
}

func TestTheOrderDecidesWhatReadsInTwoWays(t *testing.T) {
	for _, c := range []struct{ text, unknown, dmy, mdy string }{
		{"03/04/2026", "", "2026-04-03", "2026-03-04"},
		{"3.4.26", "", "2026-04-03", "2026-03-04"},
		{"03-04-2026 10:00", "", "2026-04-03", "2026-03-04"},
		{"03/03/2026", "2026-03-03", "2026-03-03", "2026-03-03"},
		{"12/13/2026", "2026-12-13", "2026-12-13", "2026-12-13"},
		{"13/12/2026", "2026-12-13", "2026-12-13", "2026-12-13"},
		{"26-01-31", "", "2031-01-26", "2031-01-26"},
		{"31-01-26", "", "2026-01-31", "2026-01-31"},
		{"31-12-99", "1999-12-31", "1999-12-31", "1999-12-31"},
		{"02/29/2024", "2024-02-29", "2024-02-29", "2024-02-29"},
	} {
		for order, want := range map[Order]string{Unknown: c.unknown, DMY: c.dmy, MDY: c.mdy} {
			iso, why := Date(c.text, order)
			require.Equal(t, want, iso, "%q %d", c.text, order)
			require.Equal(t, want == "", why == Ambiguous, "%q %d", c.text, order)
		}
	}
}

func TestMonthsByName(t *testing.T) {
	for text, want := range map[string]time.Month{
		"mars": 3, "März": 3, "Maerz": 3, "mrt": 3, "mai": 5, "maj": 5, "mei": 5, "MAG": 5, "juin": 6, "giu": 6, "juil": 7, "lug": 7, "août": 8, "ago": 8, "sierpnia": 8,
		"Sept": 9, "set": 9, "wrz": 9, "Okt": 10, "out": 10, "ott": 10, "paź": 10, "lis": 11, "Dez": 12, "dic": 12, "déc": 12, "gru": 12,
	} {
		iso, why := Date("5 "+text+" 2026", Unknown)
		require.Equal(t, None, why, text)
		require.Equal(t, fmt.Sprintf("2026-%02d-05", want), iso, text)
	}
	iso, why := Date("mar 3 févr. 2026", Unknown)
	require.Equal(t, None, why)
	require.Equal(t, "2026-02-03", iso, "mar is a Tuesday before a month")
	iso, _ = Date("mar 3 2026", Unknown)
	require.Equal(t, "2026-03-03", iso)
}

func TestWhatIsNoDate(t *testing.T) {
	for _, text := range []string{
		"", " ", "-", "tomorrow", "n/a", "46053", "46053.5", "2026", "2026-01", "01/2026", "31.01.", "Jan 2026", "31 Jan", "0000-00-00", "00/00/0000",
		"2026-13-01", "2026-31-01", "2026-02-30", "29.02.2026", "32.01.2026", "31/31/2026", "1/31-2026", "31/01.2026", "2026--01--31", "20261301", "12345678", "202601311",
		"1969-12-31", "2100-01-01", "31.01.226", "031.01.2026", "31 Jui 2026", "31 Foo 2026", "31 Jan Feb 2026", "Jan 31 31 2026", "26 31 Jan", "31 Jan 2026 2027",
		"2026-01-31T25:00:00", "2026-01-31 12:60", "15:04", "2026-01-31 15:4", "12:00 2026-01-31", "/31/01/2026", "RR123456785CN", "1Z999AA10123456784", "1-2-3-4", "1.2.3.4",
		"２０２６-01-31", "2026年", "年月日", "2026-+1-31", "2026-01-+1", "+026-01-31", "٣١/٠١/٢٠٢٦", "\xff\xfe", "31 January 2026 or so, but nobody knows for sure, and it is written down far too long",
	} {
		for _, order := range []Order{Unknown, DMY, MDY} {
			iso, why := Date(text, order)
			require.Equal(t, NotADate, why, "%q is %q", text, iso)
			require.Empty(t, iso)
		}
	}
}

func TestEveryDayReadsBackInEveryForm(t *testing.T) {
	for at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2026; at = at.AddDate(0, 0, 1) {
		for form, order := range map[string]Order{
			time.DateOnly: Unknown, "20060102": Unknown, "2-Jan-06": Unknown, "January 2, 2006": Unknown, time.RFC1123: Unknown, time.RFC850: Unknown,
			"02.01.2006": DMY, "2/1/06": DMY, "1/2/2006 3:04 PM": MDY, "01-02-06": MDY,
		} {
			iso, why := Date(at.Format(form), order)
			require.Equal(t, None, why, at.Format(form))
			require.Equal(t, at.Format(time.DateOnly), iso, at.Format(form))
		}
	}
}

func BenchmarkDate(b *testing.B) {
	for _, text := range []string{"2026-01-31", "1/31/2026 3:04 PM", "31. Januar 2026"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				Date(text, Unknown)
			}
		})
	}
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{"2026-01-31", "31.1.26", "Jan 31st, 2026", "1/31/2026 3:04 PM", "2026年1月31日", "Sa 31.01.2026", "2026-01-31T15:04:05.1Z", "\xff-1", "03/04/26"} {
		f.Add(seed, 0)
	}
	f.Fuzz(func(t *testing.T, text string, order int) {
		iso, why := Date(text, Order(order%3))
		if why != None {
			if iso != "" {
				t.Fatalf("%q is %q, and %s", text, iso, why)
			}
			return
		}
		if _, err := time.Parse(time.DateOnly, iso); err != nil {
			t.Fatalf("%q is %q", text, iso)
		}
		if again, _ := Date(iso, Unknown); again != iso {
			t.Fatalf("%q is %q, and that %q", text, iso, again)
		}
	})
}
