package audit_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/internal/audit"
)

func TestANumberIsStruckWhereverItStands(t *testing.T) {
	word := audit.WordOf(" rr1-7 ")
	for text, struck := range map[string]string{
		"RR1-7": "***", "rr1-7 RR1-7": "*** ***", "RR1-7,RR1-7,Rr1-7": "***,***,***", "_RR1-7_": "_***_", `"RR1-7"`: `"***"`,
		"XRR1-7": "XRR1-7", "RR1-77": "RR1-77", "": "", "RR1-": "RR1-", "é RR1-7 é": "é *** é",
	} {
		require.Equal(t, struck, word.Strike(text), text)
		require.Equal(t, struck != text, word.In(text), text)
	}
}
