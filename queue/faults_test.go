package queue_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/trackreg/trackreg/queue"
)

// faultsOf are what an entry is refused for, each by its field and its problem.
func faultsOf(t *testing.T, err error) []string {
	t.Helper()
	var refused *queue.EntryError
	require.ErrorAs(t, err, &refused)
	all := []string{refused.Field + " " + refused.Problem}
	for _, other := range refused.Others {
		require.Empty(t, other.Others)
		require.Contains(t, err.Error(), other.Error(), "in one line with the first")
		all = append(all, other.Field+" "+other.Problem)
	}
	return all
}

func TestARefusedEntryNamesAllItsFaults(t *testing.T) {
	_, err := queue.ParseEntry([]byte(`{"carrier":"DHL","Tag":"x","number":"1.2E+17","auto_detection":"yes"}`))
	require.Equal(t, []string{
		"carrier is not a carrier's code", "Tag differs from the field tag in case alone", "auto_detection is not a boolean", "number was rounded by a spreadsheet",
	}, faultsOf(t, err))
	_, err = queue.ParseEntry([]byte(`{"carrier":"DHL","tag":1}`))
	require.Equal(t, []string{"carrier is not a carrier's code", "tag is not a string", "number is missing"}, faultsOf(t, err))
	_, err = queue.ParseEntry([]byte(`{"number":12345678,"carrier":-1}`))
	require.Equal(t, []string{"number is not a string", "carrier is not a carrier's code"}, faultsOf(t, err), "the number is named once")

	_, err = queue.FromFields([]queue.Field{{Name: "number", Value: "AB"}, {Name: "carrier", Value: "DHL"}, {Name: "auto_detection", Value: "oui"}})
	require.Equal(t, []string{"carrier is not a carrier's code", "auto_detection is not a boolean", "number is shorter than 5 characters"}, faultsOf(t, err))
	_, err = queue.FromFields([]queue.Field{{Name: "number", Value: "\xff"}, {Name: "carrier", Value: "DHL"}})
	require.Equal(t, []string{"number is not valid UTF-8", "carrier is not a carrier's code"}, faultsOf(t, err))
}

func TestOfVeryManyFaultsSomeAreNamed(t *testing.T) {
	var text strings.Builder
	text.WriteString(`{"number":"RR123456785CN"`)
	for i := range 64 { // each a way to write one name
		name := []byte("number")
		for bit := range name {
			if i&(1<<bit) != 0 {
				name[bit] -= 'a' - 'A'
			}
		}
		if i > 0 {
			fmt.Fprintf(&text, `,%q:"x"`, name)
		}
	}
	_, err := queue.ParseEntry([]byte(text.String() + "}"))
	require.Len(t, faultsOf(t, err), 20)
}
