package track17

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	tests := []struct {
		value, date string
		want        time.Duration
	}{
		{"", "", NoRetryAfter},
		{"0", "", 0},
		{" 7 ", "", 7 * time.Second},
		{"007", "", 7 * time.Second},
		{"-1", "", NoRetryAfter},
		{"+5", "", NoRetryAfter},
		{"1.5", "", NoRetryAfter},
		{"soon", "", NoRetryAfter},
		{"31536000", "", 24 * time.Hour},
		{"99999999999999999999999999", "", 24 * time.Hour},
		{at(90 * time.Second), "", 90 * time.Second},
		{at(0), "", 0},
		{at(-time.Second), "", NoRetryAfter},
		{at(365 * 24 * time.Hour), "", 24 * time.Hour},
		{"Sun, 99 Foo 2026 12:00:00 GMT", "", NoRetryAfter},
		{at(time.Hour), at(time.Hour - 3*time.Second), 3 * time.Second}, // the vendor's clock is ahead
		{at(5 * time.Second), "nonsense", 5 * time.Second},
	}
	for _, tt := range tests {
		header := http.Header{}
		header.Set("Retry-After", tt.value)
		header.Set("Date", tt.date)
		require.Equal(t, tt.want, retryAfter(header, now), tt.value)
	}
}

func TestNoRetryAfterIsNoWaitThatAnAnswerCanAskFor(t *testing.T) {
	require.Negative(t, NoRetryAfter)
}
